/** Prints the plane of vectors that come as JSON on standard input; test_principal.py runs it. */
import {text} from 'node:stream/consumers';
import {principal} from '../../assets/stylizer/map/principal.js';

const {mean, axes, places, share} = principal(JSON.parse(await text(process.stdin)));
console.log(JSON.stringify({mean: [...mean], axes: axes.map((axis) => [...axis]), places, share}));
