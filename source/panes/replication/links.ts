import {heading} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import type {Replication} from '../../domain/replication/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {bytes, dateTime, duration, plural, shortDuration, timeAgo} from '../../format/quantities.ts';
import type {Receiver, Sender, Slot, Subscription} from '../../queries/replication/replication.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';
import {labeled} from '../facts.ts';
import type {PaneView} from '../pane.ts';

/** A sender, the receiver, a slot or a subscription. */
export type Link = {readonly id: string; readonly name: string} & (
	| {readonly kind: 'sender'; readonly of: Sender}
	| {readonly kind: 'receiver'; readonly of: Receiver}
	| {readonly kind: 'slot'; readonly of: Slot}
	| {readonly kind: 'subscription'; readonly of: Subscription}
);

const hidden = 'hidden: requires pg_monitor';

export function linksOf({receiver, senders, slots, subscriptions}: Replication): Link[] {
	return [
		...(receiver
			? [{kind: 'receiver', id: 'receiver', name: receiverName(receiver), of: receiver} as const]
			: []),
		...senders.map(of => ({
			kind: 'sender' as const,
			id: `sender ${of.pid} ${of.startedAt?.getTime() ?? ''}`,
			name: of.application || of.client || `process ${of.pid}`,
			of,
		})),
		...slots.map(of => ({kind: 'slot' as const, id: `slot ${of.name}`, name: of.name, of})),
		...subscriptions.map(of => ({
			kind: 'subscription' as const,
			id: `subscription ${of.oid}`,
			name: of.name,
			of,
		})),
	];
}

export function receiverName({senderHost, senderPort}: Receiver): string {
	if (senderHost === null) return 'from n/a';
	return senderHost.startsWith('/') ? `from ${senderHost}` : `from ${senderHost}:${senderPort ?? ''}`;
}

export function linkState(link: Link): string {
	switch (link.kind) {
		case 'receiver':
			return link.of.status ?? 'n/a';
		case 'sender':
			return link.of.state === null
				? 'n/a'
				: `${link.of.state}${link.of.syncState === 'async' ? '' : `, ${link.of.syncState}`}`;
		case 'slot':
			return link.of.walStatus === 'lost' ? 'lost' : link.of.active ? 'active' : 'inactive';
		case 'subscription':
			return link.of.enabled === false ? 'disabled' : link.of.pid === null ? 'no worker' : 'applying';
	}
}

export function linkTone(link: Link): Token | undefined {
	switch (link.kind) {
		case 'receiver':
			return link.of.status === null || link.of.status === 'streaming' ? undefined : 'warning';
		case 'sender':
			return link.of.state === null || link.of.state === 'streaming' || link.of.state === 'backup'
				? undefined
				: 'warning';
		case 'slot':
			if (link.of.walStatus === 'lost' || link.of.walStatus === 'unreserved') return 'bad';
			return link.of.active ? undefined : 'warning';
		case 'subscription':
			return link.of.enabled !== false && link.of.pid !== null ? undefined : 'warning';
	}
}

/** Bytes behind, or retained by a slot. */
export function linkBytes(link: Link, replication: Replication): number | null {
	switch (link.kind) {
		case 'receiver':
			return replication.replayLagBytes;
		case 'sender':
			return link.of.replayLagBytes;
		case 'slot':
			return link.of.retainedBytes;
		case 'subscription':
			return null;
	}
}

export function linkLagMs(link: Link, replication: Replication): number | null {
	if (link.kind === 'receiver') return replication.replayLagMs;
	return link.kind === 'sender' ? link.of.replayLagMs : null;
}

/** Other facts, the most important first. */
export function linkNote(link: Link, {slotKeepBytes}: Replication): string {
	switch (link.kind) {
		case 'receiver':
			return link.of.status === null
				? hidden
				: `timeline ${link.of.timeline ?? 'n/a'}${link.of.slot ? `, slot ${link.of.slot}` : ''}`;
		case 'sender': {
			const {of} = link;
			if (of.state === null) return hidden;
			const lags = `lag when sent ${bytes(of.sentLagBytes)}, flushed ${bytes(of.flushLagBytes)}`;
			return [of.client ?? 'Unix socket', of.slot ? `slot ${of.slot}` : '', lags].filter(Boolean).join(', ');
		}
		case 'slot':
			return slotNote(link.of, slotKeepBytes);
		case 'subscription': {
			const {of} = link;
			const errors = (of.applyErrors ?? 0) + (of.syncErrors ?? 0);
			return [
				errors > 0 ? plural(errors, 'error') : '',
				of.notReady ? `${plural(of.notReady, 'table')} not synchronized` : '',
				`in ${of.database ?? 'a dropped database'}`,
			]
				.filter(Boolean)
				.join(', ');
		}
	}
}

function slotNote(of: Slot, slotKeepBytes: number | null): string {
	const xmin = Math.max(of.xminAge ?? 0, of.catalogXminAge ?? 0);
	const safe =
		of.safeBytes === null
			? slotKeepBytes === null && !of.active && of.retainedBytes !== null
				? 'no WAL limit'
				: ''
			: `${bytes(of.safeBytes)} left before it loses WAL`;
	return [
		of.invalidated ? `invalid: ${of.invalidated}` : '',
		of.conflicting ? 'conflicting' : '',
		`${of.type}${of.plugin ? ` ${of.plugin}` : ''}${of.database ? ` in ${of.database}` : ''}`,
		of.walStatus === null ? 'never used' : of.walStatus,
		safe,
		xmin > 0 ? `holds back xmin by ${plural(xmin, 'transaction')}` : '',
	]
		.filter(Boolean)
		.join(', ');
}

const rank = {receiver: 0, sender: 1, slot: 2, subscription: 3} as const;

export function linksTable({snapshot}: Live): TableModel<Link> | undefined {
	const replication = shownValue(snapshot.sections.replication)?.value;
	if (!replication) return undefined;
	return {
		id: link => link.id,
		name: link => link.name,
		search: link => `${link.kind} ${link.name} ${linkState(link)} ${linkNote(link, replication)}`,
		defaultSort: {column: 'kind', descending: false},
		empty: 'No standby, replication slot or subscription.',
		rows: linksOf(replication),
		columns: [
			{id: 'name', title: 'name', width: 20, text: link => link.name, order: link => link.name},
			{id: 'kind', title: 'kind', width: 12, text: link => link.kind, order: link => rank[link.kind]},
			{id: 'state', title: 'state', width: 16, text: linkState, order: linkState, tone: linkTone},
			{
				id: 'bytes',
				title: 'behind',
				width: 9,
				align: 'right',
				descendingFirst: true,
				text: link => (link.kind === 'subscription' ? '-' : bytes(linkBytes(link, replication))),
				order: link => linkBytes(link, replication),
			},
			{
				id: 'time',
				title: 'time',
				width: 8,
				align: 'right',
				descendingFirst: true,
				text: link =>
					linkLagMs(link, replication) === null ? '-' : shortDuration(linkLagMs(link, replication)),
				order: link => linkLagMs(link, replication),
			},
			{
				id: 'note',
				title: 'details',
				width: 8,
				flexible: true,
				text: link => linkNote(link, replication),
				order: link => linkNote(link, replication),
			},
		],
	};
}

/** One link in full: a summary, and every column of its view. */
export function linkDetail(link: Link, view: PaneView): string[] {
	const {live, width, skin} = view;
	const fact = labeled(view);
	const replication = shownValue(live.snapshot.sections.replication)?.value;
	const facts = Object.entries(link.of).filter(([, value]) => value !== null);
	return [
		heading(
			[['title', `${link.kind} ${link.name}`]],
			[[linkTone(link) ?? 'good', linkState(link)]],
			width,
			skin,
		),
		...(replication ? fact('summary', linkNote(link, replication)) : []),
		...facts.flatMap(([name, value]) => fact(factLabel(name), factText(name, value, live.now))),
	];
}

/** `replayLagBytes` as `replay lag`: the value carries the unit. */
function factLabel(name: string): string {
	return name
		.replace(/(Bytes|Ms)$/, '')
		.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
		.replace(/\blsn\b/, 'LSN')
		.replace(/\bwal\b/, 'WAL');
}

function factText(name: string, value: unknown, now: Date): string {
	if (value instanceof Date) return `${dateTime(value)} (${timeAgo(value, now)})`;
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value !== 'number') return String(value);
	if (name.endsWith('Bytes')) return bytes(value);
	return name.endsWith('Ms') ? duration(value) : String(value);
}
