using Purchases.Benchmarks;
using Purchases.Benchmarks.Promises;
using Purchases.Benchmarks.Servers;

switch (args)
{
    // The servers, each in a process of its own.
    case [BareServer.Command]:
        await BareServer.RunAsync();
        return 0;
    case [ConfirmedServer.Command, var brokers]:
        await ConfirmedServer.RunAsync(brokers);
        return 0;
}

IPromise[] all = [new BuyPromise(), new BuyConfirmedPromise(), new RecorderPromise(), new MemoryPromise(), new PagePromise()];
try
{
    return await Arguments.RunAsync(
        args,
        [.. all.Select(promise => promise.Name)],
        (options, stop) => Measuring.RunAsync(all.Where(one => options.Only.Contains(one.Name, StringComparer.Ordinal)), options, stop),
        CoreBenchmarks.Run);
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync($"Purchases.Benchmarks: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Purchases.Benchmarks: stopped.");
    return 130;
}
