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

/** `16384` of `8kB` as `128 MB`, `300` of `s` as `5 min`; -1 and 0 often mean something else, and stay as they are. */
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

/** Values in which a password may stand: they are shown without it. */
export function withoutPassword(value: string): string {
	return value
		.replaceAll(/(password\s*=\s*)('(?:[^'\\]|\\.|'')*'|\S+)/gi, '$1***')
		.replaceAll(/(:\/\/[^:/@\s]*:)[^@\s]*@/g, '$1***@');
}

/** Set by somebody, to something else than it is without: neither computed by the server nor of this session. */
export function isChanged({
	source,
	setting,
	default: boot,
}: Pick<SettingRow, 'source' | 'setting' | 'default'>): boolean {
	return !['default', 'override', 'client', 'session'].includes(source) && setting !== boot;
}
