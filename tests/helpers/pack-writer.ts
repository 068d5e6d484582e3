import type postgres from 'postgres';

type Writers = {
	readonly done: number;
	/** Waits until they have done so many transactions, or one of them failed. */
	reach(done: number): Promise<void>;
	stop(): Promise<void>;
};

/**
Sessions that write request_logs all the time, each the rows of its own path, and do the same to table `shadow` in the
same transaction: inserts, changes, changes of the time, deletes, tenants that go, transactions that are rolled back, in
two isolation levels, with prepared statements. An error other than that of serialization ends it, and `stop` throws it.
*/
export function startWriters(connect: () => postgres.Sql, ids: readonly string[]): Writers {
	let done = 0;
	let waiting = () => undefined as unknown;
	let stopped = false;
	let failure: unknown;
	const writers = [0, 1, 2].map(number =>
		write(number).catch((error: unknown) => {
			failure ??= error;
			waiting();
		}),
	);

	async function write(number: number): Promise<void> {
		const sql = connect();
		const own = ids.filter((_id, index) => index % 3 === number);
		let serial = 0;
		const pick = (count: number) =>
			Array.from({length: count}, () => String(own[Math.floor(Math.random() * own.length)]));
		while (!stopped) {
			serial++;
			const level = serial % 3 === 0 ? 'isolation level repeatable read' : 'isolation level read committed';
			try {
				await sql.begin(level, async transaction => {
					await turn(transaction, number, serial, pick);
					if (serial % 10 === 0) throw new Error('taken back');
				});
				done++;
				waiting();
			} catch (error) {
				const {code, message, detail} = error as {code?: string; message: string; detail?: string};
				if (code !== '40001' && message !== 'taken back')
					throw new Error(`${message} ${detail}`, {cause: error});
			}
		}
	}
	return {
		get done() {
			return done;
		},
		async reach(wanted) {
			while (done < wanted && !failure) {
				await new Promise<void>(resolve => {
					waiting = () => resolve();
				});
			}
			if (failure) throw failure;
		},
		async stop() {
			stopped = true;
			await Promise.all(writers);
			if (failure) throw failure;
		},
	};
}

async function turn(
	sql: postgres.TransactionSql,
	number: number,
	serial: number,
	pick: (count: number) => string[],
): Promise<void> {
	const path = `/${number}`;
	const ids = pick(8);
	const mark = crypto.randomUUID();
	await sql`
		with put as (
			insert into request_logs (request_id, method, path, request_time)
			select ${mark} || n, 'PUT', ${path}, now() - n * interval '40 days' from generate_series(1, 5) n
			returning *
		) insert into shadow select * from put`;
	for (const table of ['request_logs', 'shadow'] as const) {
		await sql`update ${sql(table)} set status_code = ${200 + (serial % 300)} where id = any (${ids}::uuid[])`;
		await sql`
			update ${sql(table)} set request_time = request_time - interval '35 days'
			where id = any (${ids.slice(0, 3)}::uuid[]) and isfinite(request_time)`;
		await sql`delete from ${sql(table)} where id = any (${ids.slice(6)}::uuid[])`;
		// Changes and deletes its own rows.
		await sql`update ${sql(table)} set duration_ms = 7 where request_id = ${`${mark}2`}`;
		await sql`delete from ${sql(table)} where request_id = ${`${mark}3`}`;
	}
	if (serial === 40) {
		await sql`delete from tenants where id = ${`22222222-2222-4222-8222-00000000000${number}`}::uuid`;
	}
}
