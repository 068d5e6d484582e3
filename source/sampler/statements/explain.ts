import type {ExplainDetail, ExplainFocus} from '../../domain/snapshot/detail.ts';
import {explainAbsence} from '../../domain/statements/words.ts';
import {clause} from '../../format/sentence.ts';
import {explainable} from '../../migrations/parse/explainable.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {readMaySetRole, readPlan, readSessionQuery} from '../../queries/statements/explain.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {type TopicContext, Unsupported} from '../engine/topic.ts';

const genericSince = 160_000;

/** The query plan of the current or last statement of a session, by EXPLAIN without running it. */
export async function readExplain(
	focus: ExplainFocus,
	{reader, server}: TopicContext,
): Promise<ExplainDetail | Unsupported> {
	const statement = await wholeStatement(focus, reader);
	if (statement === undefined) {
		return new Unsupported(explainAbsence('other-statement'));
	}
	const verdict = await explainable(statement);
	if ('reason' in verdict) return new Unsupported(verdict.reason);
	const generic = verdict.parameters;
	if (generic && server.versionNumber < genericSince) {
		return new Unsupported(explainAbsence('parameters'));
	}
	const role =
		focus.user !== null &&
		focus.user !== server.user &&
		(await readMaySetRole(reader, server.versionNumber, focus.user))
			? focus.user
			: undefined;
	try {
		const lines = await readPlan(reader, statement, generic, role);
		return {kind: 'explain', statement: focus.statement, lines, generic, role: role ?? server.user};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		const serverError = toServerError(error);
		const why = clause(sanitize(describeError(serverError)));
		// 42P01 undefined_table, 42883 undefined_function, 42704 undefined_object
		const searchPath = ['42P01', '42883', '42704'].includes(serverError.code);
		return new Unsupported(
			explainAbsence('explain-failed', {message: why, sqlState: serverError.code}),
			searchPath
				? "pgdeck can't see the search_path of the session: with it the name may be found, or mean another object."
				: undefined,
		);
	}
}

async function wholeStatement(
	{pid, backendStart, statement, shortened}: ExplainFocus,
	reader: TopicContext['reader'],
): Promise<string | undefined> {
	if (!shortened) return statement;
	const whole = await readSessionQuery(reader, pid, backendStart);
	return whole !== undefined && sanitize(whole).startsWith(statement) ? whole : undefined;
}
