namespace Worker;

/// <summary>Logs the memory in use until the container is told to stop.</summary>
internal sealed class MemoryReporter(IConfiguration configuration, ILogger<MemoryReporter> logger) : BackgroundService
{
    private readonly TimeSpan _interval = configuration.GetValue("Report:Interval", TimeSpan.FromMinutes(1));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval);
        do
        {
            logger.LogInformation("{MegaBytes} MB in use", Environment.WorkingSet >> 20);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
