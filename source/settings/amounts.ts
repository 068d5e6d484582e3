import {UsageError} from '../postgres/errors.ts';

const times: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const sizes: Readonly<Record<string, number>> = {kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3};

/** `90s`, `30m`, `2h`, `7d`, in milliseconds. */
export function parseTime(flag: string, text: string): number {
	const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([smhd])$/i.exec(text.trim()) ?? [];
	const milliseconds = Number(number) * (times[unit?.toLowerCase() ?? ''] ?? NaN);
	if (milliseconds >= 1000) return milliseconds;
	throw new UsageError(
		`${flag} "${text}" is not a time of a second or more. Give one such as 90s, 30m, 2h or 7d.`,
	);
}

/** `64MB`, `2GB`, in bytes. */
export function parseSize(flag: string, text: string): number {
	const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]b)$/i.exec(text.trim()) ?? [];
	const bytes = Math.floor(Number(number) * (sizes[unit?.toLowerCase() ?? ''] ?? NaN));
	if (bytes >= 1024 ** 2) return bytes;
	throw new UsageError(`${flag} "${text}" is not a size of 1MB or more. Give one such as 64MB or 2GB.`);
}
