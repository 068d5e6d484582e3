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

/** Waiters as `pid: [whom it waits for]`; everybody wants, and roots have, the one lock that conflicts with itself. */
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

describe('the tree of who waits for whom', () => {
	it.each<[string, Record<number, number[]>, string[]]>([
		['is empty where nobody waits', {}, []],
		['is a chain', {2: [1], 3: [2]}, ['1 2', ' 2 1', '  3 0']],
		['has the heavier root first', {3: [2], 5: [1], 6: [1]}, ['1 2', ' 5 0', ' 6 0', '2 1', ' 3 0']],
		['puts who queues below the one that has the lock', {2: [1], 3: [1, 2]}, ['1 2', ' 2 1', ' 3 0']],
		['counts who waits for two of them once for each', {3: [1, 2]}, ['1 1', ' 3 0', '2 1']],
		['names a blocker twice only once', {2: [1, 1]}, ['1 1', ' 2 0']],
	])('%s', (_what, waits, expected) => {
		expect(shape(treeOf(waits))).toEqual(expected);
	});

	it('has everybody of a long queue once, however they wait for each other', () => {
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

	it('has a deadlock too, which has no root, and who waits behind it', () => {
		const nodes = treeOf({1: [2], 2: [1], 3: [2]});
		expect(shape(nodes)).toEqual(['1 2', ' 2 2', '  3 0']);
		expect(nodes.map(({deadlock}) => deadlock)).toEqual([true, true, false]);
	});

	it('has a blocker that was gone at the look at the sessions', () => {
		const [root] = treeOf({2: [1]}, undefined, [1]);
		expect(root).toMatchObject({party: {id: '1 ?', pid: 1, session: null}, blocked: 1});
	});

	it('has each prepared transaction that is in the way, and no other', () => {
		const prepared = (gid: string, mode: string) => lock(0, mode, true, {gid, owner: 'app', preparedMs: 5});
		const nodes = treeOf({2: [0, 0]}, [
			lock(2, 'ShareLock', false),
			prepared('a', 'RowExclusiveLock'),
			prepared('b', 'AccessExclusiveLock'),
			prepared('harmless', 'AccessShareLock'),
		]);
		expect(shape(nodes)).toEqual(['a 1', ' 2 0', 'b 1']);
	});

	it('has one without a name where it was gone at the look at the locks', () => {
		const [root] = treeOf({2: [0]}, []);
		expect(root?.party).toMatchObject({pid: 0, prepared: {gid: null}});
	});

	it('tells the wait by the lock, else by the statement, else not at all', () => {
		const waitOf = (locks: BlockingLockRow[], gone: number[] = []) =>
			treeOf({2: [1]}, locks, gone).find(({party}) => party.pid === 2)?.party.wait;
		expect(waitOf([lock(2, 'ShareLock', false, {waitMs: 7})])).toMatchObject({ms: 7, since: 'lock'});
		expect(waitOf([])).toMatchObject({ms: 1200, since: 'statement', thing: null, mode: null});
		expect(waitOf([], [2])).toMatchObject({ms: null, since: null});
	});
});

describe('words of locks', () => {
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

	it('are those of the documentation', () => {
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
