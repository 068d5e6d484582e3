import {coder} from '../../format/coded.ts';
import {bytes, count, duration, percent, plural} from '../../format/quantities.ts';

/** The titles of findings about replication and WAL, by code. */
export const replicationFinding = coder({
	'slot-lost': ({slot, cause}: {slot: string; cause: string | null}) =>
		`replication slot ${slot} has lost required WAL${cause === null ? '' : `: ${cause}`}`,
	'slot-unreserved': ({slot, retainedBytes}: Slot) =>
		`replication slot ${slot} is about to lose WAL: ${bytes(retainedBytes)} retained`,
	'slot-inactive': ({slot, retainedBytes}: Slot) =>
		`inactive replication slot ${slot} retains ${bytes(retainedBytes)} of WAL`,
	'slot-behind': ({slot, retainedBytes}: Slot) =>
		`replication slot ${slot} retains ${bytes(retainedBytes)} of WAL`,
	'archiving-fails': ({file, waitingFiles}: {file: string | null; waitingFiles: number}) =>
		`WAL archiving fails${file === null ? '' : ` at ${file}`}${waitingFiles === 0 ? '' : `, ${plural(waitingFiles, 'file')} waiting`}`,
	'archiving-behind': ({waitingFiles, thresholdFiles}: {waitingFiles: number; thresholdFiles: number}) =>
		`WAL archiving is behind: ${count(waitingFiles)} files waiting, more than ${thresholdFiles}`,
	'checkpoints-by-wal': ({share, checkpoints}: {share: number; checkpoints: number; maxWalBytes: number}) =>
		`${percent(share, 0)} of ${count(checkpoints)} checkpoints were triggered by WAL volume`,
	'subscription-without-worker': ({subscription}: {subscription: string}) =>
		`subscription ${subscription} is enabled but has no apply worker`,
	'replica-behind': ({replica, lagMs, lagBytes}: Lag & {replica: string}) =>
		`replica ${replica} lags ${lag(lagMs, lagBytes)} behind`,
	'standby-behind': ({lagMs, lagBytes}: Lag) => `replay on this standby lags ${lag(lagMs, lagBytes)} behind`,
	'standby-not-receiving': () => 'this standby receives no WAL: no WAL receiver is running',
});

type Slot = {slot: string; retainedBytes: number | null};
type Lag = {lagMs: number | null; lagBytes: number | null};

function lag(milliseconds: number | null, size: number | null): string {
	if (milliseconds === null) return bytes(size);
	return size === null ? duration(milliseconds) : `${duration(milliseconds)} (${bytes(size)})`;
}
