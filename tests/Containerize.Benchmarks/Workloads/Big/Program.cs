var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();

var app = builder.Build();
app.MapOpenApi();

// The line that the benchmark changes.
app.MapGet("/revision", () => "0");
app.MapGet("/orders/{id:int}", (int id) => id > 0 ? Results.Ok(new Order(id, $"Order {id}", id * 9.5m)) : Results.NotFound());
app.MapPost("/orders", (Order order) => Results.Created($"/orders/{order.Id}", order));
app.Run();

internal sealed record Order(int Id, string Title, decimal Total);
