/** Options that take the next word. */
const valued = new Set(['--interval', '--config', '--dir']);
/** Options that name a server. */
const connection = /^(-[hpUd]|--(host|port|user|username|dbname)(=|$))/;

/** Arguments of `npm start --` as those of the program: options go to the demo; whoever names a server gets the console. */
export function startArguments(words: readonly string[]): string[] {
	const named = words.some(
		(word, index) => connection.test(word) || !(word.startsWith('-') || valued.has(words[index - 1] ?? '')),
	);
	return named ? [...words] : ['demo', ...words];
}
