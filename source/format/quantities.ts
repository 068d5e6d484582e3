/** Shown for an unknown value, beside the reason. */
export const notAvailable = 'n/a';

type Unknown = null | undefined;

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in units of 1,024, as PostgreSQL prints them. */
export function bytes(value: number | Unknown): string {
	if (value === null || value === undefined) return notAvailable;
	const {figure, unit} = sizeOf(value);
	return `${figure} ${unit}`;
}

function sizeOf(value: number): {figure: string; unit: string} {
	let rest = Math.abs(value);
	let unit = 0;
	while (rest >= 1023.5 && unit < sizeUnits.length - 1) {
		rest /= 1024;
		unit++;
	}
	const text = unit === 0 || rest >= 99.95 ? rest.toFixed(0) : rest.toFixed(1);
	return {figure: `${value < 0 ? '-' : ''}${text}`, unit: sizeUnits[unit] ?? ''};
}

/** A range of bytes, as in 3.8–4.6 MB or 900 kB–1.2 MB; one figure where both ends read the same. */
export function byteRange(low: number | Unknown, high: number | Unknown, dash = '–'): string {
	const [from, to] = [bytes(low), bytes(high)];
	if (from === to || low === null || low === undefined || high === null || high === undefined) return to;
	const [least, most] = [sizeOf(low), sizeOf(high)];
	return `${least.unit === most.unit ? least.figure : from}${dash}${to}`;
}

/** Marked with ~ if it is an estimate. */
export function roughBytes(value: number | Unknown, isEstimate: boolean): string {
	return value === null || value === undefined || !isEstimate ? bytes(value) : `~${bytes(value)}`;
}

/** A whole number with thousands separators. Loading `Intl.NumberFormat` would take 4 ms of every start. */
export function count(value: number | Unknown): string {
	if (value === null || value === undefined) return notAvailable;
	const text = value.toFixed(0);
	return text.length <= 3 ? text : text.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** A count in at most five characters: 999, 12.3k, 4.56M. */
export function shortCount(value: number | Unknown): string {
	if (value === null || value === undefined) return notAvailable;
	const size = Math.abs(value);
	if (size < 999.5)
		return Number.isInteger(value) ? String(value) : trimZero(value.toFixed(size < 9.95 ? 1 : 0));
	if (size < 999_500) return `${(value / 1000).toFixed(size < 99_950 ? 1 : 0)}k`;
	if (size < 999_500_000)
		return `${(value / 1e6).toFixed(size < 9_995_000 ? 2 : size < 99_950_000 ? 1 : 0)}M`;
	return `${(value / 1e9).toFixed(size < 9.995e9 ? 2 : size < 99.95e9 ? 1 : 0)}G`;
}

function trimZero(text: string): string {
	return text.endsWith('.0') ? text.slice(0, -2) : text;
}

/** A duration in its two largest units: 0.4 ms, 12 ms, 3.2 s, 4 min 10 s, 2 h 5 min, 3 d 4 h. */
export function duration(milliseconds: number | Unknown): string {
	if (milliseconds === null || milliseconds === undefined) return notAvailable;
	if (milliseconds < 0) return `-${duration(-milliseconds)}`;
	if (milliseconds < 9.95) return `${trimZero(milliseconds.toFixed(1))} ms`;
	if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
	const seconds = milliseconds / 1000;
	if (seconds < 59.95) return `${trimZero(seconds.toFixed(1))} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
	const minutes = Math.floor(whole / 60);
	if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
	const hours = Math.floor(minutes / 60);
	return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** A duration in one unit and at most eight characters, for narrow cells: 12 ms, 3.2 s, 4.2 min, 2.1 h, 3.2 d. */
export function shortDuration(milliseconds: number | Unknown): string {
	if (milliseconds === null || milliseconds === undefined) return notAvailable;
	if (milliseconds < 0) return `-${shortDuration(-milliseconds)}`;
	const seconds = milliseconds / 1000;
	if (seconds < 59.95) return duration(milliseconds);
	if (seconds < 59.95 * 60) return `${trimZero((seconds / 60).toFixed(1))} min`;
	if (seconds < 23.95 * 3600) return `${trimZero((seconds / 3600).toFixed(1))} h`;
	const days = seconds / 86_400;
	return `${trimZero(days.toFixed(days < 99.95 ? 1 : 0))} d`;
}

/** How long ago, in whole seconds, so that it changes at most once a second. */
export function age(then: Date | Unknown, now: Date): string {
	if (!then) return notAvailable;
	const milliseconds = Math.max(0, now.getTime() - then.getTime());
	return isNow(then, now) ? 'now' : duration(Math.floor(milliseconds / 1000) * 1000);
}

/** Under a second ago: `age` says `now`. */
export function isNow(then: Date, now: Date): boolean {
	return now.getTime() - then.getTime() < 1000;
}

/** How long ago in its largest unit only, for narrow cells: `23 s`, `3 h`. */
export function shortAge(then: Date | Unknown, now: Date): string {
	return age(then, now).split(' ').slice(0, 2).join(' ');
}

/** `5 min ago` or `just now`. */
export function timeAgo(then: Date | Unknown, now: Date): string {
	return then && isNow(then, now) ? 'just now' : `${age(then, now)} ago`;
}

/** A fraction of one as a percentage. */
export function percent(fraction: number | Unknown, digits = 1): string {
	return fraction === null || fraction === undefined ? notAvailable : `${(fraction * 100).toFixed(digits)} %`;
}

/** A rate per second. */
export function perSecond(value: number | Unknown): string {
	return value === null || value === undefined ? '-' : `${shortCount(Math.round(value * 10) / 10)}/s`;
}

/** Time of day, local. */
export function clock(date: Date, seconds = true): string {
	const two = (part: number) => String(part).padStart(2, '0');
	const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
	return seconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

/** Date and time of day, local, as in 2026-11-21 08:30:12. */
export function dateTime(date: Date | Unknown): string {
	if (!date) return notAvailable;
	const two = (part: number) => String(part).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(date)}`;
}

/** The time zone of local times: `UTC`, or `Europe/Berlin, UTC+01:00 now`. */
export function zone(now: Date): string {
	const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const ahead = -now.getTimezoneOffset();
	const two = (part: number) => String(part).padStart(2, '0');
	const size = Math.abs(ahead);
	const offset = `UTC${ahead < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
	return name === 'UTC' ? name : `${name}, ${offset} now`;
}

/** `1 index`, `3 indexes`. */
export function plural(number: number, one: string, many = `${one}s`): string {
	return `${count(number)} ${number === 1 ? one : many}`;
}
