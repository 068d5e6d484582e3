import type {Sql} from 'postgres';
import type {Block} from '../../source/migrations/formats/dbmate.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';

/** Runs the pack's up blocks as a migration tool does: each in a transaction unless its marker says otherwise. */
export async function packUp(sql: Sql): Promise<void> {
	for (const {up} of packMigrations) await run(sql, up);
}

/** Takes the whole pack back, the last migration first. */
export async function packDown(sql: Sql): Promise<void> {
	for (const {down} of packMigrations.toReversed()) await run(sql, down);
}

/** Runs one block. */
export async function run(sql: Sql, block: Block | undefined): Promise<void> {
	if (!block) throw new Error('A migration of the pack lacks one of its blocks.');
	const statements = await splitStatements(block.text);
	if (block.transaction) {
		await sql.begin(async transaction => {
			for (const {text} of statements) await transaction.unsafe(text);
		});
		return;
	}
	const connection = await sql.reserve();
	try {
		for (const {text} of statements) await connection.unsafe(text);
	} finally {
		connection.release();
	}
}
