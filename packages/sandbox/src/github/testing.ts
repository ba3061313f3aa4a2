export * from './__testUtils__/startTestGitHub';
