/**
Stops the process group as Ctrl+Z does, until it is continued. It uses SIGSTOP, because SIGTSTP is discarded for a
process group without a shell above it. The whole group, so that a wrapper such as npx stops too.
*/
export function suspendProcess(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGCONT', () => resolve());
		process.kill(0, 'SIGSTOP');
	});
}
