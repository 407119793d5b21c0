using Shop.Catalogue;

var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();
var prices = PriceList.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prices.yaml")));

app.MapGet("/", () => prices.Total.ToString("0.00"));

app.Run();
