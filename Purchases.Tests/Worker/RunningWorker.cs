using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Purchases.Tests.Mongo;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>
/// The real worker process behind a stand-in for the Functions host: it starts and asks it as the host does, loads the functions that the
/// settings select, and forwards HTTP calls to it. What goes to Kafka is kept in <see cref="Invocations"/> instead.
/// </summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private const string Selection = "AzureFunctionsJobHost__functions__";

    private readonly WorkerStream _stream;
    private readonly Server _grpc;
    private readonly ConcurrentQueue<Invocation> _invocations = new();
    private readonly HashSet<string> _selected;
    private Server? _http;
    private HttpForwarder? _forwarder;

    private RunningWorker(WorkerStream stream, Server grpc, IReadOnlyList<(string Name, string Value)> settings)
    {
        (_stream, _grpc) = (stream, grpc);
        Process = new(grpc.Url, settings);
        _selected = settings.Where(setting => setting.Name.StartsWith(Selection, StringComparison.Ordinal)).Select(setting => setting.Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Settings with which all functions start; nobody listens at these addresses.</summary>
    public static IReadOnlyList<(string Name, string Value)> Complete { get; } =
    [
        ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
        ("KAFKA_TOPIC", "purchases.v1"),
        ("KAFKA_GROUP_ID", "purchase-consumer"),
        ("MONGO_URI", "mongodb://127.0.0.1:1"),
    ];

    public WorkerProcess Process { get; }

    /// <summary>Calls the host, which forwards to the worker.</summary>
    public HttpClient Client { get; } = new() { Timeout = Eventually.Deadline };

    /// <summary>The functions that the worker has reported, selected or not.</summary>
    public IReadOnlyList<RpcFunctionMetadata> Functions { get; private set; } = [];

    /// <summary>Those that have ended, in that order. An answer without Content-Length ends after its invocation is here.</summary>
    public IReadOnlyCollection<Invocation> Invocations => _invocations;

    /// <summary>What the worker has logged, as far as the host shows it.</summary>
    public IReadOnlyCollection<RpcLog> Logs => _stream.Logs;

    /// <summary>Starts it with the complete settings, these instead or besides.</summary>
    public static Task<RunningWorker> StartAsync(params IReadOnlyList<(string Name, string Value)> settings) =>
        StartWithAsync([.. Complete.ExceptBy(settings.Select(setting => setting.Name), setting => setting.Name), .. settings]);

    /// <summary>Starts it with these settings alone, and waits until it takes calls.</summary>
    public static async Task<RunningWorker> StartWithAsync(params IReadOnlyList<(string Name, string Value)> settings)
    {
        var stream = new WorkerStream();
        var grpc = await Server.StartGrpcAsync(stream);
        var worker = new RunningWorker(stream, grpc, settings);
        try
        {
            await worker.BeginAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it reaches the store: on a busy machine its first calls may exceed their time limit.</summary>
    /// <returns>How many invocations that took.</returns>
    public async Task<int> ReachStoreAsync(ScriptedMongo mongo)
    {
        mongo.Answers("find", _ => ScriptedMongo.Found());
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await Client.GetAsync("/purchases/none");
            return answer.StatusCode == HttpStatusCode.NotFound;
        });
        return Invocations.Count;
    }

    /// <summary>Ends it as the host does, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync()
    {
        _stream.Tell(new() { WorkerTerminate = new() });
        return Process.ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Process.Dispose();
        Client.Dispose();
        _forwarder?.Dispose();
        if (_http is not null) await _http.DisposeAsync();
        await _grpc.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        await await Task.WhenAny(_stream.Started, EndedAsync()).WaitAsync(Eventually.Deadline);

        var folder = WorkerProcess.AppFolder;
        var init = await AskAsync(new() { WorkerInitRequest = new() { HostVersion = "4.0.0", FunctionAppDirectory = folder } });
        ThrowUnless(init.WorkerInitResponse.Result);
        _forwarder = new(new(init.WorkerInitResponse.Capabilities["HttpUri"]));
        var metadata = await AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = folder } });
        ThrowUnless(metadata.FunctionMetadataResponse.Result);
        Functions = metadata.FunctionMetadataResponse.FunctionMetadataResults;

        var enabled = Functions.Where(function => _selected.Count == 0 || _selected.Contains(function.Name)).ToList();
        foreach (var function in enabled)
        {
            var load = await AskAsync(new() { FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = function } });
            ThrowUnless(load.FunctionLoadResponse.Result);
        }

        _http = await Server.StartHttpAsync(enabled, RunAsync);
        Client.BaseAddress = _http.Url;
    }

    private async Task EndedAsync() =>
        throw new InvalidOperationException($"The worker ended with {await Process.ExitAsync()}: {string.Join('\n', Process.Errors)}");

    private Task<StreamingMessage> AskAsync(StreamingMessage question) => _stream.AskAsync(question).WaitAsync(Eventually.Deadline);

    private static void ThrowUnless(StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success) throw new InvalidOperationException(result.Exception?.Message);
    }

    // As the host does: the call goes over HTTP and the invocation over gRPC, matched by its ID. The response ends when both have ended.
    private async Task RunAsync(RpcFunctionMetadata function, HttpContext context)
    {
        var id = Guid.NewGuid().ToString();
        var forwarding = _forwarder!.ForwardAsync(context, id);
        var request = new InvocationRequest { InvocationId = id, FunctionId = function.FunctionId, TraceContext = new() };
        using var leaving = context.RequestAborted.Register(() => _stream.Tell(new() { InvocationCancel = new() { InvocationId = id } }));
        var response = await _stream.AskAsync(new() { InvocationRequest = request });
        var invocation = new Invocation(function.Name, response.InvocationResponse);
        _invocations.Enqueue(invocation);
        if (await forwarding && invocation.Succeeded) return;

        if (context.Response.HasStarted) context.Abort();
        else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
