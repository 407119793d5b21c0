using Worker;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHostedService<MemoryReporter>();
builder.Build().Run();
