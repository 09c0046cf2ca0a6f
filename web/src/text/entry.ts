/** English words: entry. */
export const entryText = {
  setup: {
    title: 'Welcome to Triggo',
    description: 'Make the first account. It owns this server.',
    token: 'Setup token',
    tokenHint: 'The server shows it at its start, and keeps it in the file setup-token of its data folder.',
    name: 'Name',
    email: 'E-mail',
    password: 'Password',
    passwordHint: 'At least 12 characters; a sentence is best.',
    submit: 'Make the account',
  },
  signIn: {
    title: 'Sign in',
    description: 'Welcome back.',
    submit: 'Sign in',
    outside: 'Sign in with your provider',
  },
  code: {
    title: 'Your code',
    description: 'Give the code that your authenticator shows now, or one of your recovery codes.',
    label: 'Code',
    submit: 'Go on',
    again: 'Begin again',
  },
  newPassword: {
    title: 'Another password',
    description: 'Choose the password with which you sign in from now on. The link works once.',
    submit: 'Take this password',
    done: 'That is your password now. You are signed out everywhere.',
    signIn: 'Sign in',
  },
  join: {
    title: 'Join a workspace',
    description: 'Somebody invited you. With an account already, give its password; else choose one.',
    nameHint: 'Only for a new account.',
    passwordHint: 'Of your account, or of the new one: at least 12 characters.',
    noInvitation: 'This address has no invitation in it: open the link that you were sent, whole.',
    submit: 'Join',
  },
};
