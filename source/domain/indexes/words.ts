import {type CodedBy, coder} from '../../format/coded.ts';
import {count, dateTime, plural} from '../../format/quantities.ts';

/** Reasons why an index cannot or must not be dropped, whatever its scans. */
export const blockerWords = {
	'primary-key': () => 'it is the primary key',
	'exclusion-constraint': ({constraint}: {constraint: string | null}) =>
		`it enforces ${constraint === null ? 'an exclusion constraint' : `the exclusion constraint ${constraint}`}`,
	constraint: ({constraint}: {constraint: string}) => `it backs the constraint ${constraint}`,
	unique: () =>
		'it is unique: it rejects duplicates without counting a scan, and ON CONFLICT may depend on it',
	'foreign-key-target': ({foreignKeys}: {foreignKeys: string}) =>
		`the foreign key ${foreignKeys} references it`,
	'replica-identity': () => 'it is the replica identity of its table: logical replication needs it',
	partition: () => 'it is part of an index on a partitioned table',
	'partitioned-table': () =>
		'it is on a partitioned table: DROP INDEX CONCURRENTLY does not work there, and DROP INDEX blocks reads and writes of every partition',
	extension: ({extension}: {extension: string}) => `it belongs to the extension ${extension}`,
	building: () => 'it is being built',
};

/** Cautions before an index is dropped. */
export const cautionWords = {
	'former-use': ({scans, before}: {scans: number; before: string}) =>
		`in use before ${dateTime(new Date(before))} (${plural(scans, 'scan')}): rare work, such as the end of a quarter, may need it again`,
	'foreign-key-support': ({foreignKeys}: {foreignKeys: string}) =>
		`only index for FK ${foreignKeys}: without it, deletes on the referenced table scan this one`,
	expression: () => 'the planner loses the statistics on its expression, unless something else keeps them',
	clustered: () => 'CLUSTER orders the table by it',
	partial: ({rows}: {rows: number | null}) =>
		`partial index of ${rows === null ? 'an unknown number of rows' : `about ${plural(rows, 'row')}`}: they may matter more than its scans suggest`,
	invalid: () => 'INVALID: no query uses it, and writes may still maintain it',
	'planner-probes': () => 'few scans, almost no rows read: probably planner min/max probes',
	'small-table': ({pages}: {pages: number}) =>
		`its table has ${plural(pages, 'page')}: the planner prefers a sequential scan for now, and a drop saves little`,
	'idle-table': ({tableScans}: {tableScans: number}) =>
		`its table is hardly read (${plural(tableScans, 'scan')}): the table itself may be unused`,
	'heavy-scans': ({entriesPerScan}: {entriesPerScan: number}) =>
		`few scans, many rows per scan (${count(entriesPerScan)} entries each)`,
	brin: () => 'BRIN index: small, and cheap to maintain',
	'rebuild-leftover': () =>
		'left by an interrupted REINDEX CONCURRENTLY, judging by its name: drop it, its original remains',
};

/** Gaps in the evidence for an unused index. */
export const gapWords = {
	'not-sampled': () => 'not sampled yet',
	'short-history': ({knownDays, wantedDays, firstSeen}: ShortHistory) => {
		const known = `${knownDays === null ? 'none' : count(knownDays)} of ${plural(wantedDays, 'day')} known`;
		return firstSeen === null ? known : `${known}: first seen by pgdeck ${dateTime(new Date(firstSeen))}`;
	},
	'counting-since-hidden': ({node, role}: {node: string; role: string | null}) =>
		`start of the counters on ${node} hidden${role === null ? ': requires pg_monitor' : `. To see it: GRANT pg_monitor TO ${role};`}`,
	'node-not-asked': ({node, reason}: {node: string; reason: string | null}) =>
		`${node} was not asked: ${reason ?? 'not yet'}`,
};

type ShortHistory = {knownDays: number | null; wantedDays: number; firstSeen: string | null};
type Quiet = {quietDays: number | null; nodesAsked: number; nodes: number};

function quietFor(word: string, {quietDays, nodesAsked, nodes}: Quiet): string {
	const time =
		quietDays === null ? 'an unknown time' : quietDays === 0 ? 'less than a day' : plural(quietDays, 'day');
	return `${word} for ${time} on ${nodesAsked} of ${plural(nodes, 'node')}`;
}

/** The use of an index according to the evidence. */
export const useWords = {
	unused: (facts: Quiet) => quietFor('unused', facts),
	// With scans before that time.
	quiet: (facts: Quiet) => quietFor('not used', facts),
	'in-use': ({node, scans}: {node: string | null; scans: number}) =>
		node === null ? 'in use' : `in use on ${node}: ${plural(scans, 'scan')}`,
	building: () => 'being built',
	invalid: () => 'no query uses it',
	'not-sampled': () => 'not sampled yet',
};

const ownerWords = {'not-owner': () => 'this role does not own its table'};

export const blocker = coder(blockerWords);
export const caution = coder(cautionWords);
export const gap = coder(gapWords);
export const use = coder(useWords);
export const owner = coder(ownerWords);

export type Blocker = CodedBy<typeof blockerWords>;
export type Caution = CodedBy<typeof cautionWords>;
export type Gap = CodedBy<typeof gapWords>;
type Use = CodedBy<typeof useWords>;

export type Answer = 'no' | 'maybe' | 'yes';

/** Whether an index can be dropped, and the first reason for that. */
export type DropVerdict = {readonly answer: Answer} & (Blocker | Caution | Use | CodedBy<typeof ownerWords>);

const labels: Record<Exclude<DropVerdict['code'], 'unused' | 'quiet'>, string> = {
	'primary-key': 'primary key',
	'exclusion-constraint': 'exclusion',
	constraint: 'constraint',
	unique: 'unique',
	'foreign-key-target': 'FK target',
	'replica-identity': 'replica identity',
	partition: 'partition',
	'partitioned-table': 'partitioned',
	extension: 'extension',
	building: 'being built',
	'not-owner': 'not the owner',
	'in-use': 'in use',
	'former-use': 'used before',
	'foreign-key-support': 'only FK index',
	expression: 'expression',
	clustered: 'CLUSTER',
	partial: 'partial',
	invalid: 'INVALID',
	'planner-probes': 'min/max probe',
	'small-table': 'small table',
	'idle-table': 'idle table',
	'heavy-scans': 'heavy scans',
	brin: 'BRIN',
	'rebuild-leftover': 'REINDEX rest',
	'not-sampled': 'not sampled',
};

/** The reason in at most 16 columns, for a cell: `primary key`, `only FK index`, `42 d, 2 nodes`. */
export function reasonLabel({answer, code, facts}: DropVerdict, gaps: readonly Gap[]): string {
	if (code !== 'unused' && code !== 'quiet')
		return code === 'in-use' && facts.node !== null ? 'in use elsewhere' : labels[code];
	const {quietDays, nodesAsked, nodes} = facts as Quiet;
	const [first] = gaps;
	if (answer !== 'maybe' || !first) return `${count(quietDays)} d, ${plural(nodes, 'node')}`;
	const {knownDays, wantedDays} = first.facts as Partial<ShortHistory>;
	return {
		'short-history': `${knownDays ?? 'none'} of ${wantedDays} d`,
		'counting-since-hidden': 'start hidden',
		'node-not-asked': `${nodesAsked} of ${plural(nodes, 'node')}`,
		'not-sampled': 'not sampled',
	}[first.code];
}
