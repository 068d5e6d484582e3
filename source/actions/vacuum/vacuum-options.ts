import {UsageError} from '../../postgres/errors.ts';

/** Options of VACUUM. TRUNCATE is off by default: returning the end of a table takes ACCESS EXCLUSIVE. */
export type VacuumOptions = {
	readonly freeze?: boolean;
	readonly analyze?: boolean;
	readonly indexCleanup?: 'on' | 'off';
	readonly truncate?: boolean;
	/** Parallel workers for its indexes; 0 for none. */
	readonly parallel?: number;
	/** Skips locked tables instead of waiting. */
	readonly skipLocked?: boolean;
	/** Rewrites the table under ACCESS EXCLUSIVE. */
	readonly full?: boolean;
};

export const vacuumOptionsHelp =
	'freeze, analyze, index_cleanup on|off, truncate, parallel N, skip_locked, full';

/** The options in parentheses. FULL rejects or ignores some of the others. */
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

/** Parses the options of VACUUM in any case, separated by commas or spaces. */
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
					throw new UsageError('PARALLEL requires a number of workers, 0 to 1024.');
				}
				found.parallel = Number(workers);
				break;
			}
			default:
				throw new UsageError(`pgdeck knows no VACUUM option "${word}". Use one of: ${vacuumOptionsHelp}.`);
		}
	}
	return found;
}
