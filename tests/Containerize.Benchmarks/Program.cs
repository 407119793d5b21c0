using System.Runtime.InteropServices;
using Containerize.Benchmarks;
using Containerize.Benchmarks.Commands;
using Containerize.Benchmarks.Layers;
using Containerize.Benchmarks.Publishing;
using Containerize.Benchmarks.Scale;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var options = BenchmarkOptions.Parse(args);
    await (
        options.Verb switch
        {
            "publish" => PublishBenchmark.RunAsync(options, stop.Token),
            "layers" => LayerBenchmark.RunAsync(options, stop.Token),
            "scale" => ScaleBenchmark.RunAsync(options, stop.Token),
            "resume" => ResumeBenchmark.RunAsync(options, stop.Token),
            "promote" => PromotionBenchmark.RunAsync(options, stop.Token),
            PromoteImage.Verb => PromoteImage.RunAsync(options, stop.Token),
            ScalePublish.Verb => ScalePublish.RunAsync(options, stop.Token),
            _ => throw new FormatException($"there is no benchmark '{options.Verb}'"),
        }
    );
    return 0;
}
catch (FormatException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}
catch (CommandException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
