import {UsageError} from '../../postgres/errors.ts';

/**
The verb of a command and what comes after it. A URI among the words is the connection; key=value pairs are too, but where
every other word is a name or a definition: an index may be called a=b.
@param naming verbs after which every word is a name
*/
export function wordsOf<Naming extends string>(
	input: readonly string[],
	others: readonly string[],
	naming: readonly Naming[],
): {verb: string; named: Naming | undefined; names: string[]; connection: string | undefined} {
	const verbs: readonly string[] = [...others, ...naming];
	const [verb = 'list', ...words] = verbs.includes(input[0] ?? '') ? input : ['list', ...input];
	const named = naming.find(word => word === verb);
	const isConnection = (word: string) =>
		/^postgres(ql)?:\/\//.test(word) || (named === undefined && word.includes('='));
	const connections = words.filter(isConnection);
	if (connections.length > 1) throw new UsageError('There is more than one connection. Give one.');
	return {verb, named, names: words.filter(word => !isConnection(word)), connection: connections[0]};
}
