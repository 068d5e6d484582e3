import {expect, it} from 'vitest';
import {isFailing} from '../../source/sampler/replication/topic.ts';

const [earlier, later] = [new Date(1000), new Date(2000)];

it.each([
	['nothing was ever archived', null, null, false],
	['all went well', later, null, false],
	['it failed and then went well', later, earlier, false],
	['it fails since', earlier, later, true],
	['it never went well', null, later, true],
])('the archiver fails where its last attempt did: %s', (_what, lastArchivedAt, lastFailedAt, failing) => {
	expect(isFailing({lastArchivedAt, lastFailedAt})).toBe(failing);
});
