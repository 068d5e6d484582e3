import {homedir, userInfo} from 'node:os';

/**
The operating system user. A user ID without a name, as in `docker run -u 12345`, takes its name from the environment.
*/
export function loginName(environment: NodeJS.ProcessEnv = process.env, ask = userInfo): string {
	try {
		return ask().username;
	} catch {
		// Node throws if the user database has no entry.
		return environment.USER || environment.LOGNAME || `uid ${process.getuid?.()}`;
	}
}

/** The home directory, or / if the system knows none, as in a container. */
export function homeFolder(ask = homedir): string {
	try {
		return ask();
	} catch {
		// Without HOME Node reads the user database.
		return '/';
	}
}
