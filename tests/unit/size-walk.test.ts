import {expect, it} from 'vitest';
import {nextUnsized, type Tried} from '../../source/sampler/tables/size-walk.ts';

const tried = (seconds: number, estimateBytes: number | null): Tried => ({
	at: new Date(1000 * seconds),
	estimateBytes,
});

it.each<[string, Array<[number, number | null]>, Array<[number, Tried]>, number[]]>([
	['nothing where no size is an estimate', [], [], []],
	[
		'the largest first',
		[
			[1, 10],
			[2, 30],
			[3, 20],
		],
		[],
		[2, 3, 1],
	],
	[
		'unknown ones before the largest',
		[
			[1, 10],
			[2, 1e15],
			[3, null],
		],
		[],
		[3, 2, 1],
	],
	[
		'no more than a turn has',
		[
			[1, 1],
			[2, 2],
			[3, 3],
			[4, 4],
			[5, 5],
		],
		[],
		[5, 4, 3],
	],
	[
		'those never tried before all others',
		[
			[1, null],
			[2, 5],
		],
		[[1, tried(1, null)]],
		[2, 1],
	],
	[
		'those tried longest ago before others, however large',
		[
			[1, 50],
			[2, 5],
			[3, null],
		],
		[
			[1, tried(3, 50)],
			[2, tried(1, 5)],
			[3, tried(2, null)],
		],
		[2, 3, 1],
	],
	[
		'one that VACUUM or ANALYZE has seen since, as if it was never tried',
		[
			[1, 50],
			[2, 5],
			[3, 60],
		],
		[
			[1, tried(3, 40)],
			[2, tried(1, 5)],
			[3, tried(2, 60)],
		],
		[1, 2, 3],
	],
])('the next sizes are %s', (_what, unsized, before, expected) => {
	const relations = unsized.map(([oid, estimateBytes]) => ({oid, estimateBytes}));
	expect(nextUnsized(relations, new Map(before), 3).map(({oid}) => oid)).toEqual(expected);
});
