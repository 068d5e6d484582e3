/**
A failure that the user can fix. The message says what happened and what to do next, and is shown without a stack.
*/
export class UserError extends Error {
	override readonly name = 'UserError';
	/** 0 nothing to do, 1 failed, 2 wrong usage, 3 refused. */
	readonly exitCode: 0 | 1 | 2 | 3;

	constructor(message: string, options: {cause?: unknown; exitCode?: 0 | 1 | 2 | 3} = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.exitCode = options.exitCode ?? 1;
	}
}

/** A valid request that was refused: read-only mode, a standby, a blocking check, no confirmation. */
export class RefusedError extends UserError {
	constructor(message: string, options: {cause?: unknown} = {}) {
		super(message, {...options, exitCode: 3});
	}
}

/** The requested state already exists: no plan is needed, and nothing failed. */
export class NothingToDo extends UserError {
	/** Details worth knowing nevertheless, one sentence each. */
	readonly details: readonly string[];

	constructor(message: string, details: readonly string[] = []) {
		super(message, {exitCode: 0});
		this.details = details;
	}
}

/** Invalid flags or arguments. */
export class UsageError extends UserError {
	constructor(message: string, options: {cause?: unknown} = {}) {
		super(message, {...options, exitCode: 2});
	}
}
