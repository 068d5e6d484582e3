import type {Health} from '../../domain/snapshot/schema.ts';
import * as format from '../../format/quantities.ts';
import type {VitalId} from '../../history/vitals.ts';
import type {Token} from '../../theme/tokens.ts';

export type Vital = {
	readonly id: string;
	readonly label: string;
	readonly value: string;
	/** Its parts, the most important first: as many as fit are shown. */
	readonly aside: readonly string[];
	readonly tone: Token;
	/** The series drawn over time; undefined for values that hardly change. */
	readonly series: VitalId | undefined;
};

/** The vital signs as label, value and series, the ones that matter most in an incident first. */
export function healthVitals(health: Health): Vital[] {
	const {rates} = health;
	const inTransaction = health.idleInTransaction + health.idleInTransactionAborted;
	const full = health.total / health.maxConnections;
	const unknown = health.reset ? 'reset' : '-';
	const hidden = health.hidden > 0 ? [`${health.hidden} hidden`, 'requires pg_monitor'] : [];
	const waiting =
		health.waitingForLock === 0
			? []
			: [health.waitingForLock === 1 ? '1 waits on a lock' : `${health.waitingForLock} wait on locks`];
	return [
		{
			id: 'connections',
			label: 'connections',
			value: `${health.total}/${health.maxConnections}`,
			aside: [
				health.hidden > 0 ? `${health.hidden} hidden` : '',
				inTransaction > 0 ? `${inTransaction} idle in tx` : '',
				health.idleInTransactionAborted > 0 ? `${health.idleInTransactionAborted} aborted` : '',
				health.idle === 0 && health.hidden > 0 ? '' : `${health.idle} idle`,
			].filter(Boolean),
			tone: full >= 0.95 ? 'bad' : full >= 0.85 ? 'warning' : 'strong',
			series: 'connections',
		},
		{
			id: 'active',
			label: 'active',
			value: health.hidden > 0 ? 'n/a' : String(health.active),
			aside: hidden.length > 0 ? hidden : waiting,
			tone: health.waitingForLock > 0 ? 'warning' : 'strong',
			series: 'active',
		},
		{
			id: 'transactions',
			label: 'transactions',
			value: rates ? format.perSecond(rates.transactions) : unknown,
			aside: [],
			tone: 'strong',
			series: 'transactions',
		},
		{
			id: 'cacheHit',
			label: 'cache hit',
			value: rates ? (rates.cacheHit === null ? 'no reads' : format.percent(rates.cacheHit, 2)) : unknown,
			aside: rates ? ['this interval'] : [],
			tone: rates?.cacheHit != null && rates.cacheHit < 0.9 ? 'warning' : 'strong',
			series: 'cacheHit',
		},
		{
			id: 'oldestTransaction',
			label: 'oldest tx',
			value: atLeast(health.oldestTransactionMs, health.hidden),
			aside: hidden,
			tone: threshold(health.oldestTransactionMs, 60_000, 600_000),
			series: 'oldestTransactionMs',
		},
		{
			id: 'longestQuery',
			label: 'longest query',
			value: atLeast(health.longestQueryMs, health.hidden),
			aside: hidden,
			tone: threshold(health.longestQueryMs, 60_000, 600_000),
			series: 'longestQueryMs',
		},
		{
			id: 'replication',
			label: health.inRecovery ? 'standby lag' : 'replication',
			value: replicationValue(health),
			aside: replicationAside(health),
			tone: threshold(health.inRecovery ? health.standbyLagMs : health.senderLagMs, 5000, 60_000),
			series: 'lagBytes',
		},
		{
			id: 'rollbacks',
			label: 'rollbacks',
			value: rates ? format.perSecond(rates.rollbacks) : unknown,
			aside: [],
			tone:
				rates && rates.transactions > 0 && rates.rollbacks / rates.transactions > 0.1 ? 'warning' : 'strong',
			series: 'rollbacks',
		},
		{
			id: 'deadlocks',
			label: 'deadlocks',
			value: rates ? format.perSecond(rates.deadlocks) : unknown,
			aside: [`${format.count(health.deadlocks)} in total`],
			tone: rates && rates.deadlocks > 0 ? 'bad' : 'strong',
			series: 'deadlocks',
		},
		{
			id: 'temp',
			label: 'temp files',
			value: rates ? `${format.bytes(Math.round(rates.tempBytes))}/s` : unknown,
			aside: [`${format.bytes(health.tempBytes)} in total`],
			tone: rates && rates.tempBytes > 50_000_000 ? 'warning' : 'strong',
			series: 'tempBytes',
		},
		{
			id: 'size',
			label: 'database size',
			value: format.bytes(health.sizeBytes),
			aside: [],
			tone: 'strong',
			series: 'sizeBytes',
		},
		{
			id: 'uptime',
			label: 'uptime',
			value: format.age(health.startedAt, health.serverTime),
			aside: [`since ${format.dateTime(health.startedAt)}`],
			tone: 'strong',
			series: undefined,
		},
	];
}

/** The oldest that may be read; a hidden one may be older. */
function atLeast(value: number | null, hidden: number): string {
	if (value === null) return hidden > 0 ? 'n/a' : 'none';
	return hidden > 0 ? `>${format.duration(value)}` : format.duration(value);
}

function threshold(value: number | null, warning: number, bad: number): Token {
	if (value === null) return 'strong';
	return value >= bad ? 'bad' : value >= warning ? 'warning' : 'strong';
}

function replicationValue(health: Health): string {
	if (health.inRecovery) return format.duration(health.standbyLagMs);
	if (health.senders === 0) return 'no standby';
	return health.senderLagBytes === null ? 'n/a' : format.bytes(health.senderLagBytes);
}

function replicationAside(health: Health): string[] {
	if (health.inRecovery) return [`${format.bytes(health.standbyLagBytes)} to replay`];
	if (health.senders === 0) return [];
	const standbys = format.plural(health.senders, 'standby', 'standbys');
	if (health.senderLagBytes === null) return ['requires pg_monitor', standbys];
	const late = health.senderLagMs === null ? '' : ` ${format.duration(health.senderLagMs)}`;
	return [`behind${late}`, health.senders === 1 ? standbys : `worst of ${standbys}`];
}
