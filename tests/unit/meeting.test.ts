import {expect, it} from 'vitest';
import {createMeeting} from '../../source/sampler/engine/meeting.ts';
import type {Session} from '../../source/sampler/engine/session.ts';

const at = (second: number) => new Date(second * 1000);

/** A meeting whose sessions are numbered. */
function begin() {
	let opened = 0;
	const session = () => ({server: {database: String(opened)}, capabilities: {}}) as unknown as Session;
	const meeting = createMeeting(
		session(),
		async () => {
			opened++;
			return session();
		},
		at(0),
	);
	return {meeting, met: async (second: number) => (await meeting.meet(at(second))).server.database};
}

it('reads the identity again after a minute', async () => {
	const {met} = begin();
	expect([await met(0), await met(60), await met(61), await met(121), await met(122)]).toEqual([
		'0',
		'0',
		'1',
		'1',
		'2',
	]);
});

it('knows no server until the identity is read again', async () => {
	const {meeting, met} = begin();
	meeting.forget();
	expect(meeting.server).toBeUndefined();
	expect(await met(1)).toBe('1');
	expect(meeting.server?.database).toBe('1');
});

it('keeps a doubted server until its identity is read', async () => {
	const {meeting, met} = begin();
	meeting.doubt();
	expect(meeting.server?.database).toBe('0');
	expect(await met(1)).toBe('1');
});

it('keeps the server if the identity cannot be read', async () => {
	const {server, capabilities} = {server: {database: 'known'}, capabilities: {}};
	const failing = createMeeting(
		{server, capabilities} as unknown as Session,
		() => Promise.reject(new Error('gone')),
		at(0),
	);
	failing.doubt();
	await expect(failing.meet(at(1))).rejects.toThrow('gone');
	expect(failing.server?.database).toBe('known');
});
