// Builds are the cost: one class builds while another does. Most classes run their builds once, before their tests.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]
