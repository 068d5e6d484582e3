import {UsageError} from '../../postgres/errors.ts';

/** What VACUUM is told. TRUNCATE is off unless asked for: giving back the end of a table takes ACCESS EXCLUSIVE. */
export type VacuumOptions = {
	readonly freeze?: boolean;
	readonly analyze?: boolean;
	readonly indexCleanup?: 'on' | 'off';
	readonly truncate?: boolean;
	/** Workers for its indexes; 0 for none. */
	readonly parallel?: number;
	/** Passes over what is locked instead of waiting. */
	readonly skipLocked?: boolean;
	/** Writes the table anew, behind ACCESS EXCLUSIVE. */
	readonly full?: boolean;
};

export const vacuumOptionsHelp =
	'freeze, analyze, index_cleanup on|off, truncate, parallel N, skip_locked, full';

/** The part of the statement in parentheses. FULL rewrites all: it has no use for the others, and refuses some. */
export function optionsText(options: VacuumOptions): string {
	const {freeze, analyze, indexCleanup, truncate, parallel, skipLocked, full} = options;
	return [
		full && 'FULL',
		freeze && 'FREEZE',
		analyze && 'ANALYZE',
		skipLocked && 'SKIP_LOCKED',
		!full && indexCleanup && `INDEX_CLEANUP ${indexCleanup}`,
		!full && `TRUNCATE ${truncate ? 'on' : 'off'}`,
		!full && parallel !== undefined && `PARALLEL ${parallel}`,
	]
		.filter(Boolean)
		.join(', ');
}

/** Reads what was typed: the words of VACUUM itself, in any case, with commas or without. */
export function parseVacuumOptions(text: string): VacuumOptions {
	const words = text
		.toLowerCase()
		.split(/[\s,()=]+/)
		.filter(Boolean);
	const found: {-readonly [Key in keyof VacuumOptions]: VacuumOptions[Key]} = {};
	const value = () => words.shift();
	const onOff = (otherwise: boolean) => {
		const [next] = words;
		if (next !== 'on' && next !== 'off' && next !== 'true' && next !== 'false') return otherwise;
		words.shift();
		return next === 'on' || next === 'true';
	};
	for (let word = value(); word !== undefined; word = value()) {
		switch (word) {
			case 'freeze':
			case 'analyze':
			case 'truncate':
			case 'full':
				found[word] = onOff(true);
				break;
			case 'skip_locked':
				found.skipLocked = onOff(true);
				break;
			case 'index_cleanup':
				found.indexCleanup = onOff(true) ? 'on' : 'off';
				break;
			case 'parallel': {
				const workers = value();
				// The limit of the server (documentation of VACUUM).
				if (workers === undefined || !/^\d+$/.test(workers) || Number(workers) > 1024) {
					throw new UsageError('PARALLEL wants a number of workers, 0 to 1024.');
				}
				found.parallel = Number(workers);
				break;
			}
			default:
				throw new UsageError(`VACUUM has no option "${word}" here. There are: ${vacuumOptionsHelp}.`);
		}
	}
	return found;
}
