module.exports = {
  root: true,
  overrides: [
    {
      files: ['scripts/**/*.mjs'],
      parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
    },
  ],
};
