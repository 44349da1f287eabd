using Purchases.Benchmarks;
using Purchases.Benchmarks.Micro;
using Purchases.Benchmarks.Promises;
using Purchases.Benchmarks.Servers;

// The server that the others are measured against. Asked first, so that its start is Kestrel's and nothing else's.
if (args is [BareServer.Command, var url])
{
    await BareServer.RunAsync(url);
    return 0;
}

if (args is [ConfirmedServer.Command, var confirmedUrl, var brokers])
{
    await ConfirmedServer.RunAsync(confirmedUrl, brokers);
    return 0;
}

try
{
    return await Arguments.RunAsync(args, AllPromises.Names, Measuring.RunAsync, CoreBenchmarks.Run);
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync($"Purchases.Benchmarks: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Purchases.Benchmarks: stopped; nothing was written.");
    return 130;
}
