import {describe, expect, it} from 'vitest';
import {dispatchPress} from '../../source/app/dispatch.ts';
import {reduce} from '../../source/app/reduce.ts';
import {blocker, gap, use} from '../../source/domain/indexes/words.ts';
import {nodeProblem} from '../../source/domain/replication/node-problems.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {hostileName, liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes, indexRow, indexVerdictOf} from '../helpers/fixtures-relations.ts';
import {ago, day, now} from '../helpers/fixtures-sections.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

const hostile = sanitize(hostileName);
const ofNode = indexRow(1, 'x').evidence[0];
if (!ofNode) throw new Error('no use');

const tree = [
	indexRow(301, 'logs_at', {
		...{
			partitioned: true,
			partitions: 2,
			sizeBytes: 104_857_600,
			scans: 7,
			category: 'Low usage',
			definition: 'CREATE INDEX logs_at',
		},
		blockers: [blocker('partitioned-table')],
		verdict: indexVerdictOf('no', use('quiet', {quietDays: 3, nodesAsked: 1, nodes: 2}), {quietDays: 3}),
	}),
	indexRow(302, 'logs_1_at', {partitionChild: true, parentOid: 301, scans: 4}),
	indexRow(303, 'logs_2_at', {partitionChild: true, parentOid: 301, scans: 3}),
];
const rows = [
	indexRow(311, 'doubtful', {
		verdict: indexVerdictOf('maybe', use('unused', {quietDays: 12, nodesAsked: 1, nodes: 2}), {
			quietDays: 12,
			missing: [
				gap('short-history', {knownDays: 12, wantedDays: 35, firstSeen: null}),
				gap('node-not-asked', {node: 'db2:5432', reason: 'connect ECONNREFUSED'}),
			],
		}),
		evidence: [
			{...ofNode, node: 'db1:5432', firstSeen: ago(12 * day), quietSince: ago(12 * day), gapMs: 2_400_000},
		],
		standIn: {oid: 312, name: 'longer', kind: 'redundant'},
		bloat: {
			lowBytes: 1_048_576,
			highBytes: 2_097_152,
			bytesPerRow: 39.8,
			bestBytesPerRow: 31.6,
			bestAt: ago(20 * day),
		},
	}),
	indexRow(312, 'longer', {definition: 'CREATE INDEX longer ON t USING btree (a, b)'}),
	...tree,
	indexRow(320, hostile, {table: hostile, standIn: {oid: 312, name: hostile, kind: 'duplicate'}}),
];
const nodes = [
	...indexes.nodes.map(node => ({...node, node: 'db1:5432'})),
	{
		...{node: 'db2:5432', role: 'standby' as const, own: false, asked: false},
		...{askedAt: null, user: null, since: null},
		reason: nodeProblem('no-answer', {error: `connect ECONNREFUSED ${hostile}`}),
	},
];
const unindexed = [
	{
		...{oid: 401, tableOid: 1, schema: 'public', table: 'orders', constraint: 'orders_customer_fkey'},
		...{references: 'public.customers', columns: 'customer', partitioned: false, rowsEstimate: 5e6},
		...{tableBytes: 1_073_741_824, suggestion: 'CREATE INDEX CONCURRENTLY ON public.orders (customer)'},
	},
];
const live = liveOf({snapshot: snapshotOf({indexes: ok({...indexes, nodes, unindexed, rows})})});
const opened = (id: string, size = sizes[1]) =>
	frameOf({live, ui: uiOn('indexes', {detail: {id, offset: 0}}), ...(size ? {size} : {})});
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe.each(sizes)('indexes at $columns x $rows', size => {
	it('list a partitioned index in one line', () => {
		const frame = frameOf({live, ui: uiOn('indexes'), size});
		expectFits(frame, size, 'indexes');
		expect(frame.text).toMatch(/logs_at \(2 partitions\) +Low usage +7 +100 MB/);
		expect(frame.text).not.toContain('logs_1_at');
	});

	it('open with missing evidence and the index that makes it redundant', () => {
		const frame = opened('311', size);
		expectFits(frame, size, 'opened');
		const text = flat(frame.text);
		expect(text).toContain('maybe: unused for 12 days on 1 of 2 nodes. Press x to drop it.');
		expect(text).toContain('missing 12 of 35 days known');
		expect(text).toContain('redundant to longer: CREATE INDEX longer ON t USING btree (a, b)');
	});

	it('fit with hostile names, and in the list of missing indexes', () => {
		expectFits(opened('320', size), size, 'hostile');
		expectFits(frameOf({live, ui: uiOn('indexes', {views: {indexes: 'missing'}}), size}), size, 'missing');
	});
});

it('shows evidence by node, and bloat compared with its own best, in the detail view', () => {
	const text = flat(opened('311').text);
	expect(text).toContain('counted since 2026-10-22 08:30:00 (30 d) (this server)');
	expect(text).toContain(
		'unused since pgdeck first saw it, 12 d ago, 240 samples, 1 reset, 40 min not counted',
	);
	expect(text).toContain('db2:5432 n/a: connect ECONNREFUSED');
	expect(text).toContain('1.0 MB to 2.0 MB above its best: 39.8 bytes per row, 31.6 on 2026-11-01');
	expect(flat(opened('312').text)).toContain('covers doubtful: CREATE INDEX doubtful');
});

it('lists the partitions in the detail view of a partitioned index', () => {
	const text = flat(opened('301').text);
	expect(text).toContain('100 MB in 2 partitions');
	expect(text).toMatch(/partition logs_1_at: 4 scans, 50\.0 MB logs_2_at: 3 scans/);
});

it('switches to missing indexes and back with o', () => {
	let ui = uiOn('indexes');
	const press = () => {
		const frame = frameOf({
			live,
			ui,
			dispatch: action => {
				ui = reduce(ui, action);
			},
		});
		dispatchPress('o', frame.context);
	};
	press();
	const shown = flat(frameOf({live, ui, size: {columns: 200, rows: 50}}).text);
	expect(shown).toMatch(/orders foreign key 1\.0 GB orders_customer_fkey \(customer\) to public\.customers/);
	expect(shown).toContain('CREATE INDEX CONCURRENTLY ON public.orders (customer)');
	const detail = frameOf({live, ui: {...ui, detail: {id: 'key:401', offset: 0}}});
	expect(flat(detail.text)).toContain('suggestion CREATE INDEX CONCURRENTLY ON public.orders (customer)');
	press();
	expect(frameOf({live, ui}).text).toContain('doubtful');
});

it('shows above the list that its file cannot be used', () => {
	const evidence = {
		...indexes.evidence,
		problem: "What was seen of indexes can't be kept in /x: your user may not",
	};
	const broken = liveOf({now, snapshot: snapshotOf({indexes: ok({...indexes, evidence})})});
	expect(frameOf({live: broken, ui: uiOn('indexes')}).text).toContain(
		"can't be kept in /x: your user may not",
	);
});
