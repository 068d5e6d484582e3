import {coder} from '../../format/coded.ts';

/** Why a section or the detail of a row has no value, whatever its topic. */
export const absenceWords = coder({
	'server-refused': ({message}: {message: string}) => message,
	'row-gone': ({kind}: {kind: 'index' | 'table'}) => `the ${kind} no longer exists`,
	'session-ended': () => 'the session has ended',
	'no-file': ({version}: {version: string}) => `version ${version} has no file`,
	'statement-evicted': () => 'the statement is no longer in pg_stat_statements',
	'version-1': ({reason}: {reason: string}) => reason,
	'other-format': () => 'another version of pgdeck recorded this, in a format that this one cannot read',
	'not-recorded': () => 'not recorded',
	'not-sampled-yet': () => 'not sampled yet at this moment',
});
