using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>One of the host's two servers, each on a free port of loopback: gRPC for the worker, HTTP for callers.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Server(WebApplication app)
    {
        _app = app;
        Url = new(app.Urls.Single());
    }

    public Uri Url { get; }

    public static Task<Server> StartGrpcAsync(WorkerStream stream) => StartAsync(
        HttpProtocols.Http2,
        services => services.AddSingleton(stream).AddGrpc(grpc => grpc.MaxReceiveMessageSize = null),
        app => app.MapGrpcService<WorkerStream>());

    /// <summary>Serves the routes and methods that the functions' triggers name.</summary>
    public static Task<Server> StartHttpAsync(
        IEnumerable<RpcFunctionMetadata> functions,
        Func<RpcFunctionMetadata, HttpContext, Task> run) => StartAsync(
        HttpProtocols.Http1,
        services => services.AddRouting(),
        app =>
        {
            foreach (var function in functions)
            {
                var bindings = function.RawBindings.Select(binding => JsonNode.Parse(binding)!);
                if (bindings.FirstOrDefault(binding => (string?)binding["type"] == "httpTrigger") is not { } trigger) continue;
                var methods = trigger["methods"]!.AsArray().Select(method => $"{method}");
                app.MapMethods($"/{trigger["route"]}", methods, context => run(function, context));
            }
        });

    /// <summary>Serves everything by this.</summary>
    public static Task<Server> StartHttpAsync(RequestDelegate serve) => StartAsync(HttpProtocols.Http1, _ => { }, app => app.Run(serve));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<Server> StartAsync(
        HttpProtocols protocols,
        Action<IServiceCollection> addServices,
        Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols);

            // What a slow body is answered with is the worker's to say.
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        addServices(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app);
    }
}
