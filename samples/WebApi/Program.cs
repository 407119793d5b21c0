var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();

app.MapGet("/", () => new Greeting("Hello from a container", Environment.MachineName));

app.Run();

internal sealed record Greeting(string Message, string Host);
