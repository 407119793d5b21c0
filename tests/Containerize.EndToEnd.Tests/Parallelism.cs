// A publish keeps about one core busy, and much of its time is waiting: for git, a registry, an engine.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]

// What is tested is internal, and so are the tests that name it.
[assembly: DiscoverInternals]
