import { ctest } from '../ctest.mjs';

export default {
  name: 'googletest',
  sources: [{ name: 'googletest', version: '1.12.1' }],
  about: 'googletest’s own tests (without googlemock, which takes three times as long to compile), by ctest',
  async build(side) {
    const options = [
      ...['-Dgtest_build_tests=ON', '-DBUILD_GMOCK=OFF'],
      ...[`CMAKE_C_COMPILER=${side.cc}`, `CMAKE_CXX_COMPILER=${side.cxx}`, `CMAKE_CXX_FLAGS=${side.flags} -w`].map(
        (set) => `-D${set}`,
      ),
    ];
    await side.configure('cmake', ['-G', 'Ninja', '-S', '.', '-B', 'build', ...options]);
    await side.build('cmake', ['--build', 'build', `-j${side.jobs}`]);
  },
  test: (side) => ctest(side, 'build'),
};
