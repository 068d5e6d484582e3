import {coder} from '../../format/coded.ts';
import {bytes, duration} from '../../format/quantities.ts';
import type {SettingRow} from '../../queries/settings/settings.ts';

const kilobyte = 1024;
const byteUnits: Readonly<Record<string, number>> = {
	B: 1,
	kB: kilobyte,
	MB: kilobyte ** 2,
	GB: kilobyte ** 3,
	TB: kilobyte ** 4,
};
const timeUnits: Readonly<Record<string, number>> = {
	us: 0.001,
	ms: 1,
	s: 1000,
	min: 60_000,
	h: 3_600_000,
	d: 86_400_000,
};

/** `16384` with unit `8kB` as `128 MB`, `300` with unit `s` as `5 min`. -1 and 0 often have a special meaning: unchanged. */
export function settingText(value: string, unit: string | null): string {
	const number = Number(value);
	if (unit === null || value.trim() === '' || !Number.isFinite(number)) return value;
	if (number <= 0) return number === 0 ? '0' : value;
	const [, factor = '', name = ''] = /^(\d*)(\D+)$/.exec(unit) ?? [];
	const times = factor === '' ? 1 : Number(factor);
	const size = byteUnits[name];
	if (size !== undefined) return bytes(number * times * size);
	const milliseconds = timeUnits[name];
	return milliseconds === undefined ? `${value} ${unit}` : duration(number * times * milliseconds);
}

/** The value without the passwords of connection strings. */
export function withoutPassword(value: string): string {
	return value
		.replaceAll(/(password\s*=\s*)('(?:[^'\\]|\\.|'')*'|\S+)/gi, '$1***')
		.replaceAll(/(:\/\/[^:/@\s]*:)[^@\s]*@/g, '$1***@');
}

/** Set to another value than the built-in default, by a person: not computed by the server, not set by this session. */
export function isChanged({
	source,
	setting,
	default: boot,
}: Pick<SettingRow, 'source' | 'setting' | 'default'>): boolean {
	return !['default', 'override', 'client', 'session'].includes(source) && setting !== boot;
}

/** When a new value of a parameter applies, by pg_settings.context. */
export const contextWords: Readonly<Record<string, string>> = {
	internal: 'cannot be changed',
	postmaster: 'applies after a restart',
	sighup: 'applies after a reload',
	'superuser-backend': 'applies to new sessions',
	backend: 'applies to new sessions',
	superuser: 'can be set in a session, with the privilege',
	user: 'can be set in a session',
};

/** Why it is unknown which values the pane showed when it was last viewed. */
export const viewProblemWords = {
	'not-kept': () => 'this command does not record views',
	'identifier-hidden': () => 'the system identifier is hidden from this role',
	'file-unusable': ({error}: {error: string}) => `the file of the last view cannot be used: ${error}`,
};
export const viewProblem = coder(viewProblemWords);
