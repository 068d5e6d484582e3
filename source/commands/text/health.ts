import {seenCount} from '../../domain/sessions/words.ts';
import type {Health} from '../../domain/snapshot/schema.ts';
import * as format from '../../format/quantities.ts';
import {durationOrNone, replicationText, since} from './snapshot-words.ts';
import {facts} from './still-table.ts';

export function healthText(value: Health, now: Date): string {
	const seen = (number: number) => seenCount(number, value.hidden);
	return facts([
		[
			'connections',
			`${value.total} of ${value.maxConnections}: ${seen(value.active)} active, ${seen(value.idle)} idle, ${seen(value.idleInTransaction + value.idleInTransactionAborted)} idle in transaction${value.hidden > 0 ? `, ${value.hidden} hidden from this role (requires pg_monitor)` : ''}`,
		],
		['waiting for a lock', seen(value.waitingForLock)],
		['transactions', 'n/a (a rate needs two samples)'],
		['oldest transaction', durationOrNone(value.oldestTransactionMs, value.hidden)],
		['longest query', durationOrNone(value.longestQueryMs, value.hidden)],
		['deadlocks', `${format.count(value.deadlocks)} ${since(value)}`],
		['temporary files', `${format.bytes(value.tempBytes)} ${since(value)}`],
		['database size', format.bytes(value.sizeBytes)],
		['replication', replicationText(value)],
		['up since', `${format.dateTime(value.startedAt)} (${format.age(value.startedAt, now)})`],
	]);
}
