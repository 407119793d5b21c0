[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

// What is tested is internal, and so are the tests that name it.
[assembly: DiscoverInternals]
