import {describe, expect, it} from 'vitest';
import {blockingGraph} from '../../source/domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../source/domain/blocking/blocking-tree.ts';
import {lockConflict, modeWords, thingWords} from '../../source/domain/locks/words.ts';
import type {BlockingLockRow} from '../../source/queries/blocking/blocking.ts';
import {sessionRow} from '../helpers/fixtures-sessions.ts';

const lock = (pid: number, mode: string, granted: boolean, change: Partial<BlockingLockRow> = {}) => ({
	pid,
	gid: null,
	preparedAt: null,
	preparedMs: null,
	owner: null,
	preparedIn: null,
	tag: 'orders',
	kind: 'relation',
	mode,
	granted,
	waitMs: granted ? null : pid * 100,
	databaseOid: 5,
	here: true,
	oid: 77,
	relation: 'orders',
	detail: null,
	...change,
});

/** Waiters as `pid: [its blockers]`. All request, and roots hold, one lock that conflicts with itself. */
function treeOf(waits: Record<number, number[]>, locks?: BlockingLockRow[], gone: readonly number[] = []) {
	const waiters = Object.entries(waits).map(([pid, blockers], _index, all) => ({
		pid: Number(pid),
		blockers,
		all: all.length,
	}));
	const pids = [...new Set(waiters.flatMap(({pid, blockers}) => [pid, ...blockers]))];
	const all =
		locks ?? pids.map(pid => lock(pid, 'ExclusiveLock', !waiters.some(waiter => waiter.pid === pid)));
	const sessions = pids.filter(pid => !gone.includes(pid)).map(pid => sessionRow(pid));
	return blockingTree(blockingGraph({waiters, locks: all, sessions}));
}

const shape = (nodes: ReturnType<typeof treeOf>) =>
	nodes.map(
		({party, depth, blocked}) => `${' '.repeat(depth)}${party.pid || party.prepared?.gid} ${blocked}`,
	);

describe('blocking tree', () => {
	it.each<[string, Record<number, number[]>, string[]]>([
		['is empty when no session waits', {}, []],
		['is a chain', {2: [1], 3: [2]}, ['1 2', ' 2 1', '  3 0']],
		['puts the heavier root first', {3: [2], 5: [1], 6: [1]}, ['1 2', ' 5 0', ' 6 0', '2 1', ' 3 0']],
		[
			'puts a session in the queue below the holder of the lock',
			{2: [1], 3: [1, 2]},
			['1 2', ' 2 1', ' 3 0'],
		],
		['counts a session with two blockers once for each', {3: [1, 2]}, ['1 1', ' 3 0', '2 1']],
		['counts a repeated blocker once', {2: [1, 1]}, ['1 1', ' 2 0']],
	])('%s', (_what, waits, expected) => {
		expect(shape(treeOf(waits))).toEqual(expected);
	});

	it('lists each session of a long queue once', () => {
		const queue = Object.fromEntries(
			Array.from({length: 100}, (_unused, index) => [
				index + 2,
				Array.from({length: index + 1}, (_other, ahead) => ahead + 1),
			]),
		);
		const nodes = treeOf(queue);
		expect(nodes).toHaveLength(101);
		expect(nodes[0]).toMatchObject({blocked: 100, depth: 0, longestMs: 10_100});
	});

	it('lists a deadlock, which has no root, and the sessions behind it', () => {
		const nodes = treeOf({1: [2], 2: [1], 3: [2]});
		expect(shape(nodes)).toEqual(['1 2', ' 2 2', '  3 0']);
		expect(nodes.map(({deadlock}) => deadlock)).toEqual([true, true, false]);
	});

	it('keeps a blocker that ended before it could be read', () => {
		const [root] = treeOf({2: [1]}, undefined, [1]);
		expect(root).toMatchObject({party: {id: '1 ?', pid: 1, session: null}, blocked: 1});
	});

	it('lists the prepared transactions that block, and no others', () => {
		const prepared = (gid: string, mode: string) => lock(0, mode, true, {gid, owner: 'app', preparedMs: 5});
		const nodes = treeOf({2: [0, 0]}, [
			lock(2, 'ShareLock', false),
			prepared('a', 'RowExclusiveLock'),
			prepared('b', 'AccessExclusiveLock'),
			prepared('harmless', 'AccessShareLock'),
		]);
		expect(shape(nodes)).toEqual(['a 1', ' 2 0', 'b 1']);
	});

	it('keeps the identifier of a prepared transaction null if it ended before the locks were read', () => {
		const [root] = treeOf({2: [0]}, []);
		expect(root?.party).toMatchObject({pid: 0, prepared: {gid: null}});
	});

	it('takes the wait time from the lock, else from the statement, else null', () => {
		const waitOf = (locks: BlockingLockRow[], gone: number[] = []) =>
			treeOf({2: [1]}, locks, gone).find(({party}) => party.pid === 2)?.party.wait;
		expect(waitOf([lock(2, 'ShareLock', false, {waitMs: 7})])).toMatchObject({ms: 7, since: 'lock'});
		expect(waitOf([])).toMatchObject({ms: 1200, since: 'statement', thing: null, mode: null});
		expect(waitOf([], [2])).toMatchObject({ms: null, since: null});
	});
});

describe('lock words', () => {
	it.each([
		['AccessShareLock', 'AccessExclusiveLock', true],
		['AccessShareLock', 'ExclusiveLock', false],
		['RowExclusiveLock', 'RowExclusiveLock', false],
		['RowExclusiveLock', 'ShareLock', true],
		['ShareUpdateExclusiveLock', 'ShareUpdateExclusiveLock', true],
		['SIReadLock', 'AccessShareLock', true],
	])('%s and %s conflict: %s', (one, other, expected) => {
		expect(lockConflict(one, other)).toBe(expected);
	});

	it('name modes as the documentation does', () => {
		expect(modeWords('ShareUpdateExclusiveLock')).toBe('SHARE UPDATE EXCLUSIVE');
	});

	const thing = {kind: 'relation', relation: null, oid: 12, databaseOid: 9, here: false, detail: null};
	it.each([
		[{...thing, relation: 'orders', here: true}, 'orders'],
		[thing, 'relation 12 of database 9'],
		[{...thing, kind: 'tuple', detail: '0,4', here: true, relation: 'orders'}, 'row 0,4 of orders'],
		[{...thing, kind: 'advisory', oid: null, detail: '0:1:1'}, 'advisory lock 0:1:1 of database 9'],
		[{...thing, kind: 'transactionid', detail: '77', here: true}, 'transaction 77'],
		[{...thing, kind: 'spectoken', oid: null, detail: null}, 'spectoken'],
	])('%o is %s', (of, words) => {
		expect(thingWords(of)).toBe(words);
	});
});
