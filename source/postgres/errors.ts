/** A failure that the user can mend: one or two sentences, what happened and what to do next. Shown without a stack. */
export class UserError extends Error {
	override readonly name = 'UserError';
	/** 0 nothing to do, 1 failed, 2 wrong usage, 3 refused. */
	readonly exitCode: 0 | 1 | 2 | 3;

	constructor(message: string, options: {cause?: unknown; exitCode?: 0 | 1 | 2 | 3} = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.exitCode = options.exitCode ?? 1;
	}
}

/** The request was understood and declined: read-only mode, a standby, a blocking check, no confirmation. */
export class RefusedError extends UserError {
	constructor(message: string, options: {cause?: unknown} = {}) {
		super(message, {...options, exitCode: 3});
	}
}

/** What is asked for is so already: there is no plan to make, and nothing went wrong. */
export class NothingToDo extends UserError {
	/** What is to be known all the same, one sentence each. */
	readonly details: readonly string[];

	constructor(message: string, details: readonly string[] = []) {
		super(message, {exitCode: 0});
		this.details = details;
	}
}

/** Flags or arguments that make no sense. */
export class UsageError extends UserError {
	constructor(message: string, options: {cause?: unknown} = {}) {
		super(message, {...options, exitCode: 2});
	}
}
