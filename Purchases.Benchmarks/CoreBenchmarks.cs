using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;

namespace Purchases.Benchmarks;

/// <summary>The hot paths of one purchase, each by itself. BenchmarkDotNet derives from this class, so it is public.</summary>
[MemoryDiagnoser]
public class CoreBenchmarks
{
    private static readonly byte[] EventJson = (
        """{"eventId":"5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11","eventType":"PurchaseCreated","eventVersion":1"""u8 +
        ""","timestamp":"2026-01-15T10:34:14.300477+00:00","userId":"u1","itemId":"i99","quantity":2}"""u8).ToArray();

    private static readonly byte[] BuyJson = """{"userId":"u1","itemId":"i99","quantity":2}"""u8.ToArray();
    private static readonly PurchaseCreated Purchase = Read(EventJson);
    private static readonly string Envelope = MessageEnvelope.Of(TopicMessage.Of(Purchase));

    [Benchmark]
    public object ReadEvent() => Read(EventJson);

    [Benchmark]
    public object ReadBuy() => PurchaseReader.TryReadBuy(BuyJson, out var buy, out _) ? buy : throw new JsonException();

    [Benchmark]
    public string WriteEvent() => PurchaseJson.Write(Purchase);

    [Benchmark]
    public string WriteEnvelope() => MessageEnvelope.Of(TopicMessage.Of(Purchase));

    [Benchmark]
    public object DecodeEnvelope() => EnvelopeDecoder.Decode(Envelope);

    internal static int Run(bool quick)
    {
        Measuring.RequireRelease();

        // In this process: building another project, as BenchmarkDotNet does by default, would restore its packages again.
        var job = (quick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<CoreBenchmarks>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath("artifacts/benchmarks"));
        return 0;
    }

    private static PurchaseCreated Read(byte[] json) =>
        PurchaseReader.TryReadEvent(json, out var purchase, out _) ? purchase : throw new JsonException();
}
