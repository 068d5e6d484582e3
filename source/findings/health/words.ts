import {coder} from '../../format/coded.ts';
import {bytes, count, duration, percent, plural} from '../../format/quantities.ts';

/** The titles of findings about the health of the server, by code. */
export const healthFinding = coder({
	'connections-high': ({used, maxConnections}: Connections) =>
		`${count(used)} of ${count(maxConnections)} connections in use (${percent(used / maxConnections, 0)})`,
	'connections-exhausted': ({used, maxConnections}: Connections) =>
		`connections exhausted: ${count(used)} of ${count(maxConnections)} in use, ${count(Math.max(0, maxConnections - used))} left, all reserved`,
	'deadlocks-since-sample': ({deadlocks}: {deadlocks: number}) =>
		`${plural(deadlocks, 'deadlock')} since the previous sample`,
	'deadlocks-in-minutes': ({deadlocks, minutes}: {deadlocks: number; minutes: number}) =>
		`${plural(deadlocks, 'deadlock')} in the last ${minutes} minutes`,
	'temporary-files-now': ({bytesPerSecond, thresholdBytesPerSecond}: TemporaryFiles) =>
		`temporary files: ${bytes(bytesPerSecond)}/s, more than ${bytes(thresholdBytesPerSecond)}/s`,
	'temporary-files-peak': ({
		bytesPerSecond,
		thresholdBytesPerSecond,
		minutes,
	}: TemporaryFiles & {minutes: number}) =>
		`temporary files: up to ${bytes(bytesPerSecond)}/s in the last ${minutes} minutes, more than ${bytes(thresholdBytesPerSecond)}/s`,
	'rollback-share': ({share, usual}: Share) =>
		`${percent(share)} of transactions rolled back, usually ${percent(usual)}`,
	'cache-hit-drop': ({share, usual}: Share) => `cache hit ratio ${percent(share)}, usually ${percent(usual)}`,
	'transaction-rate-drop': transactionRate,
	'transaction-rate-rise': transactionRate,
	'request-p95-rise': ({p95Ms, usualMs}: {p95Ms: number; usualMs: number; requests: number}) =>
		`request p95 ${duration(p95Ms)}, usually ${duration(usualMs)}`,
	'database-growth': ({bytesPerHour, sharePerHour}: {bytesPerHour: number; sharePerHour: number}) =>
		`database grows by ${bytes(bytesPerHour)} an hour (${percent(sharePerHour, 0)})`,
});

type Connections = {used: number; maxConnections: number; reserved: number; thresholdPercent: number};
type TemporaryFiles = {bytesPerSecond: number; thresholdBytesPerSecond: number};
type Share = {share: number; usual: number};

function transactionRate({perSecond, usualPerSecond}: {perSecond: number; usualPerSecond: number}): string {
	return `${count(perSecond)} transactions/s, usually ${count(usualPerSecond)}`;
}
