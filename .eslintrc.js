module.exports = {
  root: true,
  overrides: [
    {
      files: ['scripts/**/*.{mjs,cjs,js}'],
      parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
    },
  ],
};
