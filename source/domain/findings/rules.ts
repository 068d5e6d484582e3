/** The rules that make findings, by id: the name of one finding's rule, and of several findings on one line. */
const rules = {
	acknowledgements: {name: 'acknowledgements'},
	alerts: {name: 'alert', many: 'open alerts'},
	'api-keys': {name: 'API key', many: 'API keys'},
	archiver: {name: 'archiver'},
	'autovacuum-overdue': {name: 'overdue autovacuum'},
	blocking: {name: 'blocking', many: 'sessions that block others'},
	'cache-hit': {name: 'cache hit ratio'},
	checkpoints: {name: 'checkpoints'},
	checksums: {name: 'checksums', many: 'databases with checksum failures'},
	'circuit-breakers': {name: 'circuit breaker', many: 'open circuit breakers'},
	connections: {name: 'connections'},
	deadlocks: {name: 'deadlocks'},
	'dead-tuples': {name: 'dead tuples', many: 'tables with many dead tuples'},
	'disk-growth': {name: 'database growth'},
	'idle-in-transaction': {name: 'idle in transaction', many: 'sessions idle in transaction'},
	'index-usage': {name: 'index usage', many: 'tables rarely read by index'},
	'invalid-indexes': {name: 'invalid index', many: 'invalid indexes'},
	'long-running': {name: 'long-running', many: 'long-running sessions'},
	partitions: {name: 'partitions', many: 'tables without the next partition'},
	'pending-restart': {name: 'pending restart'},
	'planner-statistics': {name: 'planner statistics'},
	pools: {name: 'connection pool', many: 'connection pools'},
	'prepared-transactions': {name: 'prepared transaction', many: 'prepared transactions'},
	recording: {name: 'recording'},
	'replication-lag': {name: 'replication lag', many: 'replicas behind'},
	'replication-slots': {name: 'replication slot', many: 'replication slots'},
	'request-p95': {name: 'request p95'},
	'retention-overdue': {name: 'overdue retention', many: 'overdue retention policies'},
	rollbacks: {name: 'rollbacks'},
	sequences: {name: 'sequence', many: 'sequences near their end'},
	'slow-statements': {name: 'slow statement', many: 'slow statements'},
	'stale-views': {name: 'stale view', many: 'stale materialized views'},
	standby: {name: 'standby'},
	'stray-rows': {name: 'stray rows', many: 'default partitions with stray rows'},
	subscriptions: {name: 'subscription', many: 'subscriptions without a worker'},
	'table-growth': {name: 'table growth', many: 'fast-growing tables'},
	'temporary-files': {name: 'temporary files'},
	transactions: {name: 'transaction rate'},
	wraparound: {name: 'wraparound', many: 'databases near wraparound'},
	'wraparound-vacuum': {name: 'wraparound VACUUM', many: 'VACUUMs against wraparound'},
	'xmin-horizon': {name: 'xmin horizon', many: 'holders of the xmin horizon'},
} as const satisfies Readonly<Record<string, {name: string; many?: string}>>;

export type RuleId = keyof typeof rules;

export const ruleIds = Object.keys(rules) as [RuleId, ...RuleId[]];

export const ruleName = (rule: RuleId): string => rules[rule].name;

/** The noun for several findings of the rule: `5 slow statements`. */
export function ruleMany(rule: RuleId): string {
	const {name, many = name}: {name: string; many?: string} = rules[rule];
	return many;
}
