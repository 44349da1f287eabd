using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Purchases.Functions.Startup;
using Purchases.Local.Dashboard;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Local;

/// <summary>The functions on this machine: Kestrel for their HTTP triggers, the embedded log for Kafka, SQLite for MongoDB.</summary>
internal sealed class LocalApp : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _web;
    private readonly LocalOptions _options;

    private LocalApp(WebApplication web, LocalOptions options) => (_web, _options) = (web, options);

    /// <summary>The addresses that it listens on, with their actual ports; empty before the start.</summary>
    public ICollection<string> Urls => _web.Urls;

    public IServiceProvider Services => _web.Services;

    /// <exception cref="StartupException">An option, a file or a setting is wrong.</exception>
    /// <exception cref="Core.SettingsException">A setting is missing or malformed.</exception>
    public static LocalApp Build(LocalOptions options, Action<IServiceCollection>? replaceServices = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        LocalConfiguration.Add(builder.Configuration, options);
        AddLogging(builder);

        var key = FunctionKey.Read(builder.Configuration);
        builder.WebHost.UseUrls(ListenUrls.Check(options, builder.Configuration, hasKey: key is not null));
        builder.WebHost.ConfigureKestrel(SetLimits);
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedSockets>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        builder.Services.AddPurchases(builder.Configuration);
        builder.Services.AddEmbedded(builder.Configuration, options);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddRuntime(builder.Configuration);
        builder.Services.AddDashboard();
        replaceServices?.Invoke(builder.Services);

        var web = builder.Build();

        // Opened now, so that a damaged file is found at start rather than at the first purchase.
        web.Services.GetRequiredService<StoreFile>();
        web.Use(SetHeaders);
        web.MapFunctions(options, key);
        web.MapDashboard(key);
        web.MapDocs();
        return new(web, options);
    }

    /// <exception cref="StartupException">An address is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _web.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartupException(
                $"Can't listen on {_options.Urls}: {e.Message.TrimEnd('.')}. Choose another address with --urls.", e);
        }
    }

    /// <summary>Starts, prints the start screen, and returns after Ctrl+C, SIGTERM or SIGHUP when everything has stopped.</summary>
    /// <exception cref="StartupException">An address is in use, or the app ended because it lost a data file.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it had started.
            return;
        }

        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _web.Lifetime.StopApplication();
        });

        // Printing blocks while nobody reads the output. Stopping doesn't wait for it.
        var stopped = _web.WaitForShutdownAsync(cancellationToken);
        await await Task.WhenAny(Task.Run(() => StartupScreen.Print(Console.Out, Services, Urls), CancellationToken.None), stopped);
        await stopped;
        if (Services.GetRequiredService<DataWatch>().EndedBecause is { } lost) throw lost;
    }

    /// <summary>Stops. Calls in flight may finish within the shutdown timeout.</summary>
    public Task StopAsync() => _web.StopAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    // No cache stores a response, and no browser guesses its type.
    private static Task SetHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }

    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Far above every body that a function accepts. Each function has a lower limit and its own error message.
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;

        // Slow clients are disconnected: their unfinished requests and unread responses use memory.
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        // host.json's logging section applies here as on the Functions host.
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection($"{HostSettings.Section}:logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });

        // Nothing waits for a log line: while nobody reads the output (Ctrl+S in a terminal, a pipe whose reader hangs), lines are dropped.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);

        // The start screen or the response to the caller already contains these.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // These log request lines and connection bytes, which may contain a key as ?code=. No log level in host.json enables them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None);

        // A dropped connection is normal and needs no stack trace.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
    }
}
