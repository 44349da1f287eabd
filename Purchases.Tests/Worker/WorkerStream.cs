using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>The Functions host's end of the stream of messages with its one worker.</summary>
internal sealed class WorkerStream : FunctionRpc.FunctionRpcBase
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new();
    private readonly ConcurrentQueue<RpcLog> _logs = new();

    /// <summary>When the worker has connected.</summary>
    public Task Started => _started.Task;

    /// <summary>What the worker has logged so far in an invocation. Of other lines of the app's the host shows none.</summary>
    public IReadOnlyCollection<RpcLog> Logs => _logs;

    /// <returns>The answer to this message.</returns>
    /// <exception cref="IOException">The worker ended before it answered.</exception>
    public Task<StreamingMessage> AskAsync(StreamingMessage question)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        question.RequestId = Guid.NewGuid().ToString();
        _asked[question.RequestId] = answer;
        Tell(question);
        return answer.Task;
    }

    public void Tell(StreamingMessage message)
    {
        if (!_toWorker.Writer.TryWrite(message)) EndAll();
    }

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context)
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync()) Take(message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker was killed, or the test is over.
        }

        _toWorker.Writer.TryComplete();
        await sending;
        EndAll();
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> toWorker, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _toWorker.Reader.ReadAllAsync(cancellationToken))
                await toWorker.WriteAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // Nobody is left to read it.
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                _started.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                if (message.RpcLog.InvocationId.Length > 0) _logs.Enqueue(message.RpcLog);
                break;
            default:
                if (_asked.TryRemove(message.RequestId, out var answer)) answer.SetResult(message);
                break;
        }
    }

    private void EndAll()
    {
        foreach (var answer in _asked.Values) answer.TrySetException(new IOException("The worker ended before it answered."));
    }
}
