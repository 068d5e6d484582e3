import type {DatabaseStatus, Databases} from '../../source/domain/databases/schema.ts';
import {databaseCounters} from '../../source/queries/databases/databases.ts';
import {countedOf} from './fixtures-counted.ts';
import {ago, day, now} from './fixtures-sections.ts';

const row = (oid: number, name: string, change: Partial<DatabaseStatus> = {}): DatabaseStatus => ({
	oid,
	name,
	owner: 'dba',
	template: false,
	connectable: true,
	connectionLimit: null,
	connections: 37,
	xidAge: 150_000_000,
	mxidAge: 12_000,
	statsReset: ago(30 * day),
	checksumFailedAt: null,
	sizeBytes: 8_589_934_592,
	counted: countedOf(databaseCounters, {
		commits: 1_000_000,
		rollbacks: 50_000,
		blocksHit: 9_000_000,
		blocksRead: 1_000_000,
		tempBytes: 5_000_000_000,
		deadlocks: 70,
		checksumFailures: null,
	}),
	...change,
});

export const databases: Databases = {
	serverTime: now,
	freezeMaxAge: 200_000_000,
	multixactFreezeMaxAge: 400_000_000,
	checksums: 'off',
	ioTiming: false,
	connectedAt: ago(3600),
	sizesSampledAt: ago(240),
	sizesUnknown: null,
	prepared: [
		{
			gid: 'order-4711',
			transaction: '777',
			preparedAt: ago(2 * day),
			owner: 'app',
			database: 'registry',
			xidAge: 1_500_000,
		},
	],
	rows: [
		row(16_384, 'registry'),
		row(5, 'old', {
			connections: 0,
			xidAge: 1_900_000_000,
			sizeBytes: null,
			statsReset: null,
			counted: countedOf(databaseCounters, {commits: 10, checksumFailures: 3}),
		}),
		row(0, '', {
			owner: null,
			template: null,
			connectable: null,
			connections: 0,
			xidAge: null,
			mxidAge: null,
			sizeBytes: null,
		}),
	],
};

export const oneDatabase: Databases = {
	...databases,
	sizesSampledAt: null,
	sizesUnknown: 'canceling statement due to statement timeout',
	prepared: [],
	rows: [
		row(1, 'postgres', {
			counted: {...countedOf(databaseCounters, {}), sinceConnected: null, perSecond: null},
			sizeBytes: null,
		}),
	],
};
