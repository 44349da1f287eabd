using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
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

    /// <summary>The addresses it listens on, with the ports it was given; empty before the start.</summary>
    public ICollection<string> Urls => _web.Urls;

    public IServiceProvider Services => _web.Services;

    /// <exception cref="StartupException">Something that a person can put right is wrong.</exception>
    /// <exception cref="Core.SettingsException">Likewise: a setting.</exception>
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
        web.OpenData();
        web.Use(AnswerHeaders.AddAsync);
        web.MapFunctions(options, key);
        web.MapDashboard(key);
        web.MapDocs();
        return new(web, options);
    }

    /// <exception cref="StartupException">An address is taken.</exception>
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

    /// <summary>Starts, prints what runs where, and returns after Ctrl+C, SIGTERM or SIGHUP once everything is stopped.</summary>
    /// <exception cref="StartupException">An address is taken; or it ended by itself, since a data file is gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _web.Lifetime.StopApplication();
        });

        // Printing blocks while nobody reads the output; stopping doesn't wait for it.
        var stopped = _web.WaitForShutdownAsync(cancellationToken);
        await await Task.WhenAny(Task.Run(() => StartupScreen.Print(Console.Out, Services, Urls), CancellationToken.None), stopped);
        await stopped;
        if (Services.GetRequiredService<DataWatch>().EndedBecause is { } lost) throw lost;
    }

    /// <summary>Lets what is under way finish, within the shutdown time-out.</summary>
    public Task StopAsync() => _web.StopAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Far above every body that a function takes; each function refuses earlier, with its own words.
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;

        // Slow clients are disconnected: what they have sent, or not read, takes memory.
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        // host.json's logging section counts here as it does on the Functions host.
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection($"{HostSettings.Section}:logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });

        // When nobody reads the output (Ctrl+S in a terminal, a pipe whose reader hangs), lines are dropped: nothing waits for a log line.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);

        // What the start screen says better, or what the answer to the caller already says.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // These write request lines and connection bytes, and a key may stand there as ?code=; no level of host.json brings them back.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None);

        // A connection that breaks off is normal, and needs no stack trace.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
    }
}
