module.exports = require('../../scripts/lib/eslint')(__dirname);
