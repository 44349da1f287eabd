using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Purchases.Benchmarks.Load;

/// <summary>
/// Linux's epoll(7): its cost grows with the ready sockets, not with the watched ones. wrk waits with it too, and so does .NET, but for a
/// pool of threads.
/// </summary>
internal sealed partial class Epoll : ReadySockets
{
    private const int ControlAdd = 1;
    private const uint EventIn = 1;
    private const int TimeoutMs = 100;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86 alone (linux/eventpoll.h): the data follows the events at once, or 8 bytes after their start.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int EventInts = Packed ? 3 : 4;
    private static readonly int DataInt = Packed ? 1 : 2;

    private readonly int _epoll;
    private readonly int[] _events;

    public Epoll(IReadOnlyList<Socket> sockets)
    {
        _events = new int[sockets.Count * EventInts];
        _epoll = Checked(Create(0));
        Span<int> watched = stackalloc int[EventInts];
        for (var place = 0; place < sockets.Count; place++)
        {
            watched[0] = unchecked((int)EventIn);
            watched[DataInt] = place;
            Checked(Control(_epoll, ControlAdd, (int)sockets[place].Handle, ref watched[0]));
        }
    }

    public override int Wait(Span<int> ready)
    {
        var count = Wait(_epoll, ref _events[0], _events.Length / EventInts, TimeoutMs);
        if (count < 0 && Marshal.GetLastPInvokeError() == Interrupted) return 0;
        Checked(count);
        for (var i = 0; i < count; i++) ready[i] = _events[(i * EventInts) + DataInt];
        return count;
    }

    public override void Dispose() => _ = Close(_epoll);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, int socket, ref int watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int epoll, ref int events, int eventsMax, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
